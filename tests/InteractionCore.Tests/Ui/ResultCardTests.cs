using System.Text.Json;
using InteractionCore.Injections;
using InteractionCore.Ui;

namespace InteractionCore.Tests.Ui;

public sealed class ResultCardTests
{
    [Fact]
    public void A_card_is_a_surface_with_one_row_a_property()
    {
        UiDescriptor card = ResultCard.Create("w1", "weather_get_weather", JsonDocument.Parse("""{"city":"Paris","wind":{"speed":12}}""").RootElement);

        Assert.Equal("w1", card.Messages[0].GetProperty("createSurface").GetProperty("surfaceId").GetString());
        JsonElement[] components = [.. card.Messages[1].GetProperty("updateComponents").GetProperty("components").EnumerateArray()];
        Assert.Equal(["weather get weather", "city", "Paris", "wind.speed", "12"], components.Where(IsText).Select(text => text.GetProperty("text").GetString()));
        Assert.Equal("column", components.Single(component => component.GetProperty("id").GetString() == "root").GetProperty("child").GetString());
    }

    [Fact]
    public void Every_child_that_is_named_exists()
    {
        UiDescriptor card = ResultCard.Create("w1", "t", JsonDocument.Parse("""{"a":1,"b":[1,2],"c":null}""").RootElement);

        JsonElement[] components = [.. card.Messages[1].GetProperty("updateComponents").GetProperty("components").EnumerateArray()];
        HashSet<string> ids = [.. components.Select(component => component.GetProperty("id").GetString()!)];
        IEnumerable<string> named = components.Where(component => component.TryGetProperty("children", out _))
            .SelectMany(component => component.GetProperty("children").EnumerateArray().Select(child => child.GetString()!));
        Assert.All(named, child => Assert.Contains(child, ids));
    }

    [Fact]
    public void A_card_stays_small()
    {
        string many = string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"p{i}\":\"{new string('x', 1_000)}\""));

        UiDescriptor card = ResultCard.Create("big", "t", JsonDocument.Parse($"{{{many}}}").RootElement);

        Assert.True(card.Messages[1].GetRawText().Length < 20_000);
    }

    private static bool IsText(JsonElement component) => component.GetProperty("component").GetString() == "Text";
}
