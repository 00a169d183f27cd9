using System.Text.Json;
using InteractionCore.Injections;

namespace InteractionCore.Ui;

/// <summary>Shows a tool's data as a card: one line per property, as A2UI v0.9 messages.</summary>
public static class ResultCard
{
    private const int MaxLines = 24;
    private const int MaxValueChars = 200;

    /// <param name="surfaceId">The card's id.</param>
    /// <param name="title">Shown above the lines.</param>
    /// <param name="data">An object; nested objects are shown with dotted names, arrays by their length unless short.</param>
    public static UiDescriptor Create(string surfaceId, string title, JsonElement data)
    {
        var surface = new Surface(surfaceId);
        string heading = surface.Text(title.Replace('_', ' '), "h3");
        string[] rows = [.. Lines(data, prefix: "").Take(MaxLines).Select(line => surface.Row([surface.Text(line.Name, "caption"), surface.Text(line.Value)], "spaceBetween"))];
        return surface.Build(surface.Column([heading, .. rows], "column"));
    }

    private static IEnumerable<(string Name, string Value)> Lines(JsonElement data, string prefix)
    {
        foreach (JsonProperty property in data.EnumerateObject())
        {
            string name = prefix + property.Name;
            if (property.Value.ValueKind is JsonValueKind.Object)
            {
                foreach ((string Name, string Value) line in Lines(property.Value, name + "."))
                {
                    yield return line;
                }
            }
            else
            {
                yield return (name, Value(property.Value));
            }
        }
    }

    private static string Value(JsonElement value)
    {
        string text = value.ValueKind is JsonValueKind.Array && value.GetArrayLength() > 8 ? $"{value.GetArrayLength()} entries" : value.ToString();
        return text.Length <= MaxValueChars ? text : string.Concat(text.AsSpan(0, MaxValueChars), "…");
    }
}
