using System.Text.Json;
using System.Text.Json.Nodes;
using InteractionCore.Injections;

namespace InteractionCore.Ui;

/// <summary>Builds a card as A2UI v0.9 messages of the basic catalog: components by id, the one called "root" on top, and a data model.</summary>
/// <param name="surfaceId">The card's id; a later card with the same id replaces it.</param>
public sealed class Surface(string surfaceId)
{
    /// <summary>The catalog every client of A2UI has.</summary>
    public const string Catalog = "https://a2ui.org/specification/v0_9/catalogs/basic/catalog.json";

    private readonly JsonArray _components = [];
    private int _unnamed;

    /// <summary>Adds a component.</summary>
    /// <param name="component">Its type in the catalog.</param>
    /// <param name="id">Its id; null makes one.</param>
    /// <param name="properties">Its properties; the surface's from now on.</param>
    /// <returns>Its id.</returns>
    public string Add(string component, JsonObject properties, string? id = null)
    {
        properties["id"] = id ??= $"{char.ToLowerInvariant(component[0])}{++_unnamed}";
        properties["component"] = component;
        _components.Add(properties);
        return id;
    }

    /// <param name="text">A string, or what <see cref="Bind"/> returns.</param>
    /// <param name="variant">h1 to h5, caption or body.</param>
    public string Text(JsonNode text, string variant = "body") => Add("Text", new JsonObject { ["text"] = text, ["variant"] = variant });

    /// <param name="justify">start, center, end, spaceBetween, spaceAround, spaceEvenly or stretch.</param>
    public string Row(IEnumerable<string> children, string justify = "start") =>
        Add("Row", new JsonObject { ["children"] = Ids(children), ["justify"] = justify, ["align"] = "center" });

    public string Column(IEnumerable<string> children, string? id = null) => Add("Column", new JsonObject { ["children"] = Ids(children) }, id);

    /// <summary>A button that sends an action.</summary>
    /// <param name="context">Values sent along: literals, or what <see cref="Bind"/> returns.</param>
    public string Button(string label, string action, JsonObject? context = null, bool primary = false) =>
        Add("Button", new JsonObject
        {
            ["child"] = Text(label),
            ["variant"] = primary ? "primary" : "default",
            ["action"] = new JsonObject { ["event"] = new JsonObject { ["name"] = action, ["context"] = context ?? [] } },
        });

    /// <summary>The value at a path of the data model, wherever a literal may stand.</summary>
    public static JsonObject Bind(string path) => new() { ["path"] = path };

    /// <summary>The whole card: its components in a frame.</summary>
    /// <param name="child">The component in the frame.</param>
    /// <param name="data">The data model; null for none.</param>
    public UiDescriptor Build(string child, JsonObject? data = null)
    {
        var messages = new List<JsonElement>
        {
            Message("createSurface", new JsonObject { ["surfaceId"] = surfaceId, ["catalogId"] = Catalog }),
            Framed(child),
        };
        if (data is not null)
        {
            messages.Add(Message("updateDataModel", new JsonObject { ["surfaceId"] = surfaceId, ["path"] = "/", ["value"] = data }));
        }

        return new UiDescriptor(surfaceId, messages);
    }

    /// <summary>These components in a frame, for a card that is shown already; its data model stays.</summary>
    /// <param name="child">The component in the frame.</param>
    public UiDescriptor Rebuild(string child) => new(surfaceId, [Framed(child)]);

    /// <summary>Changes a value of a card's data model.</summary>
    public static UiDescriptor Change(string surfaceId, string path, JsonNode value) =>
        new(surfaceId, [Message("updateDataModel", new JsonObject { ["surfaceId"] = surfaceId, ["path"] = path, ["value"] = value })]);

    /// <summary>Takes a card away.</summary>
    public static UiDescriptor Delete(string surfaceId) => new(surfaceId, [Message("deleteSurface", new JsonObject { ["surfaceId"] = surfaceId })]);

    private JsonElement Framed(string child)
    {
        Add("Card", new JsonObject { ["child"] = child }, "root");
        return Message("updateComponents", new JsonObject { ["surfaceId"] = surfaceId, ["components"] = _components });
    }

    private static JsonArray Ids(IEnumerable<string> ids) => [.. ids.Select(id => (JsonNode)JsonValue.Create(id))];

    private static JsonElement Message(string kind, JsonObject body) =>
        JsonSerializer.SerializeToElement(new JsonObject { ["version"] = "v0.9", [kind] = body }, InjectionJson.Default.JsonObject);
}
