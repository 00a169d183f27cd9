using System.Text.Json;
using AgentHost.Testing;
using InteractionCore.Delegation;
using InteractionCore.Delegation.Questions;
using InteractionCore.Injections;
using InteractionCore.Ui;

namespace InteractionCore.Tests.Ui;

/// <summary>The built-in cards, as the message processor of A2UI's own library takes them.</summary>
public sealed class CardsTests
{
    [Fact]
    public async Task Every_built_in_card_is_accepted()
    {
        (int code, string output) = await SentUi.CheckAsync(
        [
            Cards.List("s", "Shopping", ["milk", "bread"]),
            Cards.List("s", "Nothing", []),
            Cards.Table("s", "Trains", ["from", "to"], [["Oslo", "Bergen"], ["Rome", "Milan"]]),
            Cards.Chart("s", "Rain", [("Monday", 2.5), ("Tuesday", 0), ("Wednesday", -1), ("never", double.NaN)]),
            Followed(Cards.Counter("s", "Push-ups", 12), Surface.Change("s", "/count", "13")),
            Followed(Cards.Timer("s", "Eggs", TimeSpan.FromSeconds(65), DateTimeOffset.UnixEpoch), Surface.Change("s", "/left", Cards.Left(TimeSpan.FromSeconds(64)))),
            Cards.SearchHits("s", "tea", [new SearchHit("Tea", "file:///tea.md", "Boil water.")]),
            Followed(Cards.Progress("s", "files_copy", "d1", new ToolProgress(1, 4, "first")), Surface.Change("s", "/progress", "half"), Surface.Delete("s")),
            ResultCard.Create("s", "weather_get", JsonDocument.Parse("""{"city":"Oslo","wind":{"speed":3}}""").RootElement),
            QuestionCard.Create("s", new UserQuestion("host", "May I?")),
            QuestionCard.Create("s", new UserQuestion("bank", "Sign in there.") { Page = new Uri("https://example.com/pay?x=1") }),
            QuestionCard.Create("s", new UserQuestion("trips", "Where to?")
            {
                Fields =
                [
                    new QuestionField("a/b~c", "Name", FieldKind.Text) { Required = true, Description = "Your name" },
                    new QuestionField("n", "Days", FieldKind.WholeNumber) { Default = JsonDocument.Parse("3").RootElement },
                    new QuestionField("y", "Window seat", FieldKind.YesNo) { Default = JsonDocument.Parse("true").RootElement },
                    new QuestionField("o", "City", FieldKind.OneOf) { Options = [new FieldOption("osl", "Oslo")], Default = JsonDocument.Parse("\"osl\"").RootElement },
                    new QuestionField("s", "Meals", FieldKind.SomeOf) { Options = [new FieldOption("b", "Breakfast")], Default = JsonDocument.Parse("[\"b\"]").RootElement },
                ],
            }),
        ]);

        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task A_component_nobody_knows_becomes_its_text()
    {
        UiDescriptor made = Descriptor("""{ "version": "v0.9", "updateComponents": { "surfaceId": "s", "components": [ { "id": "root", "component": "Hologram", "label": "Hello" }, { "id": "t", "component": "Text" } ] } }""");

        UiDescriptor clean = UiCheck.Clean(made, out string? problem)!;
        (int code, string output) = await SentUi.CheckAsync([Followed(Descriptor($$"""{ "version": "v0.9", "createSurface": { "surfaceId": "s", "catalogId": "{{Surface.Catalog}}" } }"""), clean)]);

        Assert.Null(problem);
        Assert.Equal(["Hello", "[Text]"], clean.Messages[0].GetProperty("updateComponents").GetProperty("components").EnumerateArray().Select(component => component.GetProperty("text").GetString()));
        Assert.True(code == 0, output);
    }

    [Theory]
    [InlineData("[]", "an object with \"version\"")]
    [InlineData("""{ "version": "v0.9" }""", "holds one of")]
    [InlineData("""{ "version": "v0.9", "runScript": {} }""", "holds one of")]
    [InlineData("""{ "version": "v0.9", "deleteSurface": { "surfaceId": "other" } }""", "is not about the surface 's'")]
    [InlineData("""{ "version": "v0.9", "createSurface": { "surfaceId": "s", "catalogId": "https://elsewhere.example/c.json" } }""", "needs the catalog")]
    [InlineData("""{ "version": "v0.9", "updateComponents": { "surfaceId": "s", "components": [ 1 ] } }""", "A component is an object")]
    public void What_is_no_message_is_refused(string message, string problem)
    {
        Assert.Null(UiCheck.Clean(Descriptor(message), out string? found));
        Assert.Contains(problem, found, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_much_is_refused()
    {
        UiDescriptor large = Cards.Counter("s", new string('x', 10), 1) with { Messages = [.. Enumerable.Repeat(JsonDocument.Parse($$"""{ "version": "v0.9", "updateDataModel": { "surfaceId": "s", "value": "{{new string('x', 50_000)}}" } }""").RootElement, 6)] };

        Assert.Null(UiCheck.Clean(large, out string? problem));
        Assert.Equal("More than 256 KB of messages.", problem);
    }

    [Fact]
    public void A_session_gets_a_burst_of_cards_and_then_ten_a_second()
    {
        var time = new ManualTimeProvider();
        var rate = new UiRate(time);

        int burst = Enumerable.Range(0, 100).Count(_ => rate.Take());
        time.Advance(TimeSpan.FromSeconds(1));
        int second = Enumerable.Range(0, 100).Count(_ => rate.Take());

        Assert.Equal((40, 10), (burst, second));
    }

    private static UiDescriptor Descriptor(string message) => new("s", [JsonDocument.Parse(message).RootElement]);

    private static UiDescriptor Followed(UiDescriptor first, params UiDescriptor[] others) => first with { Messages = [.. first.Messages, .. others.SelectMany(ui => ui.Messages)] };
}
