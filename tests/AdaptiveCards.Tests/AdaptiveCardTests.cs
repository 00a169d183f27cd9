using System.Text.Json;
using System.Text.Json.Nodes;
using InteractionCore.Delegation;
using InteractionCore.Injections;
using InteractionCore.Ui;

namespace AdaptiveCards.Tests;

/// <summary>The host's own cards as Adaptive Cards.</summary>
public sealed class AdaptiveCardTests
{
    [Fact]
    public void Text_has_the_size_of_its_variant()
    {
        JsonObject card = Project(Cards.List("s", "Milk", ["two litres"]));

        Assert.Equal(("AdaptiveCard", "1.5"), ((string?)card["type"], (string?)card["version"]));
        JsonArray items = card["body"]![0]!["items"]!.AsArray();
        Assert.Equal("""{"type":"TextBlock","text":"Milk","wrap":true,"size":"Medium","weight":"Bolder"}""", items[0]!.ToJsonString());
        Assert.Equal("""{"type":"TextBlock","text":"two litres","wrap":true}""", items[1]!["items"]![0]!.ToJsonString());
    }

    [Fact]
    public void A_bound_value_is_what_the_data_says()
    {
        var surfaces = new Surfaces();
        CardSurface surface = surfaces.Take(Cards.Counter("s", "Squats", 3))!;
        Assert.Null(surfaces.Take(Surface.Change("s", "/count", "4")));

        Assert.Contains("\"text\":\"4\"", AdaptiveCard.From(surface).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_button_sends_what_the_session_takes_as_an_action()
    {
        JsonObject card = Project(Cards.Progress("progress-c1", "dig", "d1", new ToolProgress(1, 3)));

        JsonNode action = card["body"]![0]!["items"]![2]!["actions"]![0]!;
        Assert.Equal("""{"type":"Action.Submit","title":"Cancel","data":{"surface_id":"progress-c1","name":"cancel_task","context":{"delegation_id":"d1"},"inputs":{}}}""", action.ToJsonString());
    }

    [Fact]
    public void A_forms_fields_are_inputs_and_its_button_says_where_they_belong()
    {
        var surface = new Surface("form");
        string field = surface.Add("TextField", new JsonObject { ["label"] = "People", ["value"] = Surface.Bind("/f0"), ["variant"] = "number" });
        string choice = surface.Add("ChoicePicker", new JsonObject
        {
            ["label"] = "Place",
            ["variant"] = "mutuallyExclusive",
            ["value"] = Surface.Bind("/f1"),
            ["options"] = new JsonArray(new JsonObject { ["label"] = "Inside", ["value"] = "in" }),
        });
        string send = surface.Button("Send", "answer", new JsonObject { ["people"] = Surface.Bind("/f0") });

        JsonArray items = Project(surface.Build(surface.Column([field, choice, send]), new JsonObject { ["f0"] = "4", ["f1"] = new JsonArray("in") }))["body"]![0]!["items"]!.AsArray();

        Assert.Equal("""{"id":"/f0","label":"People","type":"Input.Number","value":"4"}""", items[0]!.ToJsonString());
        Assert.Equal(("Input.ChoiceSet", "in", false), ((string?)items[1]!["type"], (string?)items[1]!["value"], (bool)items[1]!["isMultiSelect"]!));
        Assert.Equal("/f0", (string?)items[2]!["actions"]![0]!["data"]!["inputs"]!["people"]);
    }

    [Fact]
    public void Only_an_address_of_the_web_is_opened()
    {
        Assert.Contains("Action.OpenUrl", Project(Opens("https://example.com/pay")).ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Action.OpenUrl", Project(Opens("javascript:alert(1)")).ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "version": "v0.9", "updateComponents": { "surfaceId": "s", "components": [ { "id": "root", "component": "Card", "child": "root" } ] } }""")]
    [InlineData("""{ "version": "v0.9", "updateComponents": { "surfaceId": "s", "components": [ { "id": "root", "component": "Column", "children": [ "root", "root", "root", "root", "root", "root" ] } ] } }""")]
    [InlineData("""{ "version": "v0.9", "updateComponents": { "surfaceId": "s", "components": [ { "id": 7, "component": [] }, 3, { "id": "root", "component": "Row", "children": { "path": "/x" } } ] } }""")]
    public void A_card_that_makes_no_sense_is_a_small_one(string message) =>
        Assert.InRange(Project(new UiDescriptor("s", [JsonDocument.Parse(message).RootElement])).ToJsonString().Length, 1, 100_000);

    private static UiDescriptor Opens(string address)
    {
        var surface = new Surface("page");
        return surface.Build(surface.Add("Button", new JsonObject
        {
            ["child"] = surface.Text("Open"),
            ["action"] = new JsonObject { ["functionCall"] = new JsonObject { ["call"] = "openUrl", ["args"] = new JsonObject { ["url"] = address } } },
        }));
    }

    private static JsonObject Project(UiDescriptor ui) => AdaptiveCard.From(new Surfaces().Take(ui)!);
}
