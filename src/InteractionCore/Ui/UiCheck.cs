using System.Text.Json;
using System.Text.Json.Nodes;
using InteractionCore.Injections;

namespace InteractionCore.Ui;

/// <summary>
/// Looks at A2UI messages from tools and agents before a client gets them: what is no message is refused as a whole, a component
/// the basic catalog does not have becomes its text, and what is too large is not sent.
/// </summary>
public static class UiCheck
{
    private const int MaxMessages = 32;
    private const int MaxComponents = 512;
    private const int MaxBytes = 256 * 1024;
    private const int MaxSurfaceIdChars = 200;

    /// <summary>The catalog's components, each with the properties it cannot be without.</summary>
    private static readonly Dictionary<string, string[]> Components = new(StringComparer.Ordinal)
    {
        ["Text"] = ["text"],
        ["Image"] = ["url"],
        ["Icon"] = ["name"],
        ["Video"] = ["url"],
        ["AudioPlayer"] = ["url"],
        ["Row"] = ["children"],
        ["Column"] = ["children"],
        ["List"] = ["children"],
        ["Card"] = ["child"],
        ["Tabs"] = ["tabs"],
        ["Modal"] = ["trigger", "content"],
        ["Divider"] = [],
        ["Button"] = ["child", "action"],
        ["TextField"] = ["label"],
        ["CheckBox"] = ["label", "value"],
        ["ChoicePicker"] = ["options", "value"],
        ["Slider"] = ["value", "max"],
        ["DateTimeInput"] = ["value"],
    };

    private static readonly string[] Kinds = ["createSurface", "updateComponents", "updateDataModel", "deleteSurface"];

    /// <summary>Properties that may hold a component's words, for one that is shown as text.</summary>
    private static readonly string[] Words = ["text", "label", "title", "description", "name", "value", "url"];

    /// <returns>What may be sent; null when nothing may.</returns>
    /// <param name="problem">What is wrong, for the one who made it; null when nothing is.</param>
    public static UiDescriptor? Clean(UiDescriptor ui, out string? problem)
    {
        problem = ui.SurfaceId.Length is 0 or > MaxSurfaceIdChars ? $"A surface's id has 1 to {MaxSurfaceIdChars} characters."
            : ui.Messages.Count > MaxMessages ? $"{ui.Messages.Count} messages at once; at most {MaxMessages} are sent."
            : ui.Messages.Sum(message => (long)message.GetRawText().Length) > MaxBytes ? $"More than {MaxBytes / 1024} KB of messages."
            : null;
        var messages = new List<JsonElement>(ui.Messages.Count);
        foreach (JsonElement message in problem is null ? ui.Messages : [])
        {
            if (CleanMessage(message, ui.SurfaceId, out problem) is not { } clean)
            {
                return null;
            }

            messages.Add(clean);
        }

        return problem is null ? ui with { Messages = messages } : null;
    }

    private static JsonElement? CleanMessage(JsonElement message, string surfaceId, out string? problem)
    {
        problem = null;
        if (message.ValueKind is not JsonValueKind.Object || !message.TryGetProperty("version", out JsonElement version) || version.ValueKind is not JsonValueKind.String || !version.GetString()!.StartsWith("v0.9", StringComparison.Ordinal))
        {
            problem = "A message is an object with \"version\": \"v0.9\".";
            return null;
        }

        JsonProperty[] bodies = [.. message.EnumerateObject().Where(property => property.Name is not "version")];
        if (bodies is not [var body] || !Kinds.Contains(body.Name, StringComparer.Ordinal) || body.Value.ValueKind is not JsonValueKind.Object)
        {
            problem = $"A message holds one of {string.Join(", ", Kinds)}, an object.";
            return null;
        }

        if (!body.Value.TryGetProperty("surfaceId", out JsonElement id) || id.ValueKind is not JsonValueKind.String || id.GetString() != surfaceId)
        {
            problem = $"\"{body.Name}\" is not about the surface '{surfaceId}'.";
            return null;
        }

        switch (body.Name)
        {
            case "createSurface" when !body.Value.TryGetProperty("catalogId", out JsonElement catalog) || !catalog.ValueEquals(Surface.Catalog):
                problem = $"\"createSurface\" needs the catalog {Surface.Catalog}.";
                return null;
            case "updateComponents":
                return CleanComponents(message, body.Value, out problem);
            default:
                return message;
        }
    }

    private static JsonElement? CleanComponents(JsonElement message, JsonElement body, out string? problem)
    {
        problem = null;
        if (!body.TryGetProperty("components", out JsonElement components) || components.ValueKind is not JsonValueKind.Array || components.GetArrayLength() is 0 or > MaxComponents)
        {
            problem = $"\"components\" is a list of 1 to {MaxComponents} components.";
            return null;
        }

        if (components.EnumerateArray().Any(component => component.ValueKind is not JsonValueKind.Object || Text(component, "id") is null || Text(component, "component") is null))
        {
            problem = "A component is an object with \"id\" and \"component\".";
            return null;
        }

        if (components.EnumerateArray().All(IsKnown))
        {
            return message;
        }

        JsonObject copy = JsonObject.Create(message)!.DeepClone().AsObject();
        JsonArray list = copy["updateComponents"]!["components"]!.AsArray();
        for (int i = 0; i < list.Count; i++)
        {
            JsonElement component = components[i];
            if (!IsKnown(component))
            {
                list[i] = new JsonObject { ["id"] = Text(component, "id"), ["component"] = "Text", ["text"] = TextOf(component) };
            }
        }

        return JsonSerializer.SerializeToElement(copy, InjectionJson.Default.JsonObject);
    }

    private static bool IsKnown(JsonElement component) =>
        Components.TryGetValue(Text(component, "component")!, out string[]? needed) && needed.All(property => component.TryGetProperty(property, out _));

    private static string TextOf(JsonElement component) =>
        Words.Select(name => Text(component, name)).FirstOrDefault(text => !string.IsNullOrEmpty(text)) ?? $"[{Text(component, "component")}]";

    private static string? Text(JsonElement component, string name) =>
        component.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
