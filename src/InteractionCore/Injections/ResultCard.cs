using System.Text.Json;
using System.Text.Json.Nodes;

namespace InteractionCore.Injections;

/// <summary>Shows a tool's data as a card: one line per property, as A2UI v0.9 messages.</summary>
public static class ResultCard
{
    private const string Catalog = "https://a2ui.org/specification/v0_9/catalogs/basic/catalog.json";
    private const int MaxLines = 24;
    private const int MaxValueChars = 200;

    /// <param name="surfaceId">The card's id.</param>
    /// <param name="title">Shown above the lines.</param>
    /// <param name="data">An object; nested objects are shown with dotted names, arrays by their length unless short.</param>
    public static UiDescriptor Create(string surfaceId, string title, JsonElement data)
    {
        var components = new JsonArray();
        var children = new JsonArray { "title" };
        components.Add(Text("title", title.Replace('_', ' '), "h3"));
        foreach ((string name, string value) in Lines(data, prefix: "").Take(MaxLines))
        {
            string id = $"line{children.Count}";
            components.Add(new JsonObject
            {
                ["id"] = id,
                ["component"] = "Row",
                ["children"] = new JsonArray { $"{id}-name", $"{id}-value" },
                ["justify"] = "spaceBetween",
                ["align"] = "center",
            });
            components.Add(Text($"{id}-name", name, "caption"));
            components.Add(Text($"{id}-value", value, "body"));
            children.Add(id);
        }

        components.Add(new JsonObject { ["id"] = "column", ["component"] = "Column", ["children"] = children });
        components.Add(new JsonObject { ["id"] = "root", ["component"] = "Card", ["child"] = "column" });
        return new UiDescriptor(surfaceId,
        [
            Message("createSurface", new JsonObject { ["surfaceId"] = surfaceId, ["catalogId"] = Catalog }),
            Message("updateComponents", new JsonObject { ["surfaceId"] = surfaceId, ["components"] = components }),
        ]);
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

    private static JsonObject Text(string id, string text, string variant) =>
        new() { ["id"] = id, ["component"] = "Text", ["text"] = text, ["variant"] = variant };

    private static JsonElement Message(string kind, JsonObject body) =>
        JsonSerializer.SerializeToElement(new JsonObject { ["version"] = "v0.9", [kind] = body }, InjectionJson.Default.JsonObject);
}
