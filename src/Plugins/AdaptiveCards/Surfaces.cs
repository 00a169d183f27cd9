using System.Text.Json;
using System.Text.Json.Nodes;
using InteractionCore.Injections;

namespace AdaptiveCards;

/// <summary>A card as A2UI messages have made it: its components by id, and its data.</summary>
internal sealed class CardSurface(string id)
{
    public string Id => id;

    public Dictionary<string, JsonObject> Components { get; } = new(StringComparer.Ordinal);

    public JsonNode Data { get; set; } = new JsonObject();

    /// <summary>A literal, or what is at the path of the data that it names.</summary>
    public JsonNode? Value(JsonNode? value) => PathOf(value) is { } path ? At(path) : value;

    public string Text(JsonNode? value) => Value(value) switch
    {
        null => "",
        JsonValue text when text.TryGetValue(out string? words) => words,
        { } other => other.ToJsonString(),
    };

    /// <summary>The path that a value is bound to; null for a literal.</summary>
    public static string? PathOf(JsonNode? value) => (value as JsonObject)?["path"] is JsonValue path && path.TryGetValue(out string? at) ? at : null;

    public void Set(string path, JsonNode? value)
    {
        string[] steps = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (steps.Length == 0)
        {
            Data = value ?? new JsonObject();
            return;
        }

        JsonNode? place = Data;
        foreach (string step in steps[..^1])
        {
            place = place is JsonObject inner ? inner[step] ??= new JsonObject() : null;
        }

        if (place is JsonObject target)
        {
            target[steps[^1]] = value;
        }
    }

    private JsonNode? At(string path)
    {
        JsonNode? place = Data;
        foreach (string step in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            place = place is JsonObject inner ? inner[step] : null;
        }

        return place;
    }
}

/// <summary>The cards of a session, from the messages that change them.</summary>
internal sealed class Surfaces
{
    /// <summary>Cards that are remembered; with one more, the one shown first is forgotten.</summary>
    private const int Most = 64;

    private readonly List<CardSurface> _surfaces = [];

    /// <returns>The card, when its components are new; null when only its values are, or it was taken away.</returns>
    public CardSurface? Take(UiDescriptor ui)
    {
        CardSurface? built = null;
        foreach (JsonObject message in ui.Messages.Select(message => JsonSerializer.SerializeToNode(message)).OfType<JsonObject>())
        {
            if (message["createSurface"] is JsonObject || message["deleteSurface"] is JsonObject)
            {
                _surfaces.RemoveAll(surface => surface.Id == ui.SurfaceId);
            }

            if (message["updateComponents"]?["components"] is JsonArray components)
            {
                built = Find(ui.SurfaceId);
                foreach (JsonObject component in components.OfType<JsonObject>())
                {
                    built.Components[built.Text(component["id"])] = (JsonObject)component.DeepClone();
                }
            }

            if (message["updateDataModel"] is JsonObject update)
            {
                CardSurface surface = Find(ui.SurfaceId);
                surface.Set(surface.Text(update["path"]), update["value"]?.DeepClone());
            }
        }

        return built;
    }

    private CardSurface Find(string id)
    {
        if (_surfaces.Find(surface => surface.Id == id) is { } known)
        {
            return known;
        }

        if (_surfaces.Count == Most)
        {
            _surfaces.RemoveAt(0);
        }

        _surfaces.Add(new CardSurface(id));
        return _surfaces[^1];
    }
}
