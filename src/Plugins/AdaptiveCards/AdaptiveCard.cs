using System.Text.Json.Nodes;

namespace AdaptiveCards;

/// <summary>
/// A card of A2UI as an Adaptive Card, version 1.5. What a button sends is the data of its action: surface_id, name and context, as
/// session.ui.action takes them, and under "inputs" which input's value belongs at which name of the context.
/// </summary>
internal sealed class AdaptiveCard
{
    /// <summary>Components within components; a card that holds itself ends there.</summary>
    private const int MostDepth = 16;

    /// <summary>Elements of a card.</summary>
    private const int MostElements = 512;

    private readonly CardSurface _surface;
    private int _elements;

    private AdaptiveCard(CardSurface surface) => _surface = surface;

    public static JsonObject From(CardSurface surface) => new()
    {
        ["type"] = "AdaptiveCard",
        ["version"] = "1.5",
        ["body"] = new AdaptiveCard(surface).Elements("root", 0),
    };

    private JsonArray Elements(string? id, int depth)
    {
        if (id is null || depth > MostDepth || ++_elements > MostElements || !_surface.Components.TryGetValue(id, out JsonObject? component))
        {
            return [];
        }

        switch (_surface.Text(component["component"]))
        {
            case "Card":
                return Elements(IdOf(component["child"]), depth + 1);
            case "Modal":
                return Elements(IdOf(component["content"]), depth + 1);
            case "Column" or "List":
                return [new JsonObject { ["type"] = "Container", ["items"] = Children(component, depth) }];
            case "Row":
                return Row(component, depth);
            case "Tabs":
                return [.. (component["tabs"] as JsonArray ?? []).OfType<JsonObject>().SelectMany(tab =>
                    new JsonNode?[] { Block(_surface.Text(tab["title"]), "h4") }.Concat(Elements(IdOf(tab["child"]), depth + 1).Select(item => item?.DeepClone())))];
            case "Text":
                return [Block(_surface.Text(component["text"]), _surface.Text(component["variant"]))];
            case "Divider":
                return [new JsonObject { ["type"] = "Container", ["separator"] = true, ["items"] = new JsonArray() }];
            case "Image":
                return [new JsonObject { ["type"] = "Image", ["url"] = _surface.Text(component["url"]) }];
            case "Video" or "AudioPlayer":
                return [Block(_surface.Text(component["url"]), "body")];
            case "Button":
                return Button(component);
            case "TextField" or "CheckBox" or "ChoicePicker" or "Slider" or "DateTimeInput":
                return [Input(component, _surface.Text(component["component"]))];
            default:
                return [];
        }
    }

    private JsonArray Children(JsonObject component, int depth) =>
        [.. (component["children"] as JsonArray ?? []).SelectMany(child => Elements(IdOf(child), depth + 1).Select(item => item?.DeepClone()))];

    private JsonArray Row(JsonObject component, int depth)
    {
        bool apart = _surface.Text(component["justify"]) is "spaceBetween" or "stretch";
        JsonNode?[] columns = [.. (component["children"] as JsonArray ?? []).Select(child => Elements(IdOf(child), depth + 1)).Where(items => items.Count > 0)
            .Select(items => new JsonObject { ["type"] = "Column", ["width"] = apart ? "stretch" : "auto", ["items"] = items })];
        return [new JsonObject { ["type"] = "ColumnSet", ["columns"] = new JsonArray(columns) }];
    }

    private static JsonObject Block(string text, string variant)
    {
        var block = new JsonObject { ["type"] = "TextBlock", ["text"] = text, ["wrap"] = true };
        (string? size, string? weight) = variant switch
        {
            "h1" => ("ExtraLarge", "Bolder"),
            "h2" => ("Large", "Bolder"),
            "h3" => ("Medium", "Bolder"),
            "h4" or "h5" => ("Default", "Bolder"),
            "caption" => ("Small", null),
            _ => ((string?)null, (string?)null),
        };
        if (size is not null)
        {
            block["size"] = size;
        }

        if (weight is not null)
        {
            block["weight"] = weight;
        }
        else if (size is not null)
        {
            block["isSubtle"] = true;
        }

        return block;
    }

    private JsonArray Button(JsonObject component)
    {
        string title = IdOf(component["child"]) is { } child && _surface.Components.TryGetValue(child, out JsonObject? label) ? _surface.Text(label["text"]) : "";
        JsonObject? action = component["action"] as JsonObject;
        if (action?["functionCall"] is JsonObject call)
        {
            // Only of an address that a browser opens safely.
            return _surface.Text(call["call"]) == "openUrl" && Uri.TryCreate(_surface.Text(call["args"]?["url"]), UriKind.Absolute, out Uri? page) && page.Scheme is "https" or "http"
                ? Actions(new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = title, ["url"] = _surface.Text(call["args"]?["url"]) })
                : [];
        }

        var context = new JsonObject();
        var inputs = new JsonObject();
        foreach ((string name, JsonNode? value) in action?["event"]?["context"] as JsonObject ?? [])
        {
            context[name] = _surface.Value(value)?.DeepClone();
            if (CardSurface.PathOf(value) is { } path)
            {
                inputs[name] = path;
            }
        }

        var data = new JsonObject { ["surface_id"] = _surface.Id, ["name"] = _surface.Text(action?["event"]?["name"]), ["context"] = context, ["inputs"] = inputs };
        return Actions(new JsonObject { ["type"] = "Action.Submit", ["title"] = title, ["data"] = data });
    }

    private static JsonArray Actions(JsonObject action) => [new JsonObject { ["type"] = "ActionSet", ["actions"] = new JsonArray(action) }];

    private JsonObject Input(JsonObject component, string kind)
    {
        JsonNode? value = _surface.Value(component["value"]);
        var input = new JsonObject { ["id"] = CardSurface.PathOf(component["value"]) ?? _surface.Text(component["id"]), ["label"] = _surface.Text(component["label"]) };
        switch (kind)
        {
            case "CheckBox":
                (input["type"], input["title"], input["value"]) = ("Input.Toggle", _surface.Text(component["label"]), value is JsonValue on && on.TryGetValue(out bool set) && set ? "true" : "false");
                break;
            case "ChoicePicker":
                input["type"] = "Input.ChoiceSet";
                input["isMultiSelect"] = _surface.Text(component["variant"]) == "multipleSelection";
                input["choices"] = new JsonArray([.. (component["options"] as JsonArray ?? []).OfType<JsonObject>().Select(option =>
                    new JsonObject { ["title"] = _surface.Text(option["label"]), ["value"] = _surface.Text(option["value"]) })]);
                input["value"] = string.Join(',', (value as JsonArray ?? []).Select(_surface.Text));
                break;
            default:
                bool isNumber = kind == "Slider" || _surface.Text(component["variant"]) == "number";
                input["type"] = kind == "DateTimeInput" ? "Input.Date" : isNumber ? "Input.Number" : "Input.Text";
                input["value"] = _surface.Text(component["value"]);
                break;
        }

        return input;
    }

    private static string? IdOf(JsonNode? id) => id is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
