using System.Text.Json;
using System.Text.Json.Nodes;
using InteractionCore.Ui;

namespace InteractionCore.Injections;

/// <summary>The A2UI v0.9 messages that the host's own cards are made of.</summary>
internal static class A2ui
{
    /// <summary>A card whose column shows these components.</summary>
    /// <param name="parts">Components that the column's children refer to, and what those need.</param>
    /// <param name="isNew">Whether the surface is made first; else its components are replaced.</param>
    /// <param name="children">Ids of the column's children; all parts when null.</param>
    public static UiDescriptor Card(string surfaceId, IReadOnlyList<JsonObject> parts, bool isNew, IEnumerable<string>? children = null)
    {
        var components = new JsonArray();
        var ids = new JsonArray();
        foreach (JsonObject part in parts)
        {
            components.Add(part);
        }

        foreach (string id in children ?? parts.Select(part => (string)part["id"]!))
        {
            ids.Add(id);
        }

        components.Add(new JsonObject { ["id"] = "column", ["component"] = "Column", ["children"] = ids });
        components.Add(new JsonObject { ["id"] = "root", ["component"] = "Card", ["child"] = "column" });
        JsonElement update = Message("updateComponents", new JsonObject { ["surfaceId"] = surfaceId, ["components"] = components });
        return new UiDescriptor(surfaceId, isNew
            ? [Message("createSurface", new JsonObject { ["surfaceId"] = surfaceId, ["catalogId"] = Surface.Catalog }), update]
            : [update]);
    }

    /// <summary>The card goes.</summary>
    public static UiDescriptor Delete(string surfaceId) => new(surfaceId, [Message("deleteSurface", new JsonObject { ["surfaceId"] = surfaceId })]);

    public static JsonObject Text(string id, string text, string variant) =>
        new() { ["id"] = id, ["component"] = "Text", ["text"] = text, ["variant"] = variant };

    private static JsonElement Message(string kind, JsonObject body) =>
        JsonSerializer.SerializeToElement(new JsonObject { ["version"] = "v0.9", [kind] = body }, InjectionJson.Default.JsonObject);
}
