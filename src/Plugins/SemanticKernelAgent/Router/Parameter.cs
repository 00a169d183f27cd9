using System.Text.Json;

namespace SemanticKernelAgent.Router;

internal enum ParameterKind
{
    Text,
    Choice,
    Integer,
    Number,
    Boolean,
    List,

    /// <summary>Nothing a spoken request can fill.</summary>
    Other,
}

/// <summary>One parameter of a tool, as far as its schema says it simply.</summary>
internal sealed record Parameter(string Name, ParameterKind Kind, bool IsRequired, string Description, IReadOnlyList<string> Choices)
{
    private static readonly HashSet<string> FreeTextNames = ["query", "q", "text", "question", "prompt", "message", "topic", "search", "term", "terms", "keywords", "content", "input"];
    private static readonly HashSet<string> TimeNames = ["day", "date", "when", "time"];

    /// <summary>The name as words: "departure_date" is "departure date".</summary>
    public IReadOnlyList<Word> NameWords { get; } = Word.SplitName(Name);

    public string SpokenName => string.Join(' ', NameWords.Select(word => word.Lower));

    /// <summary>Takes all that is said, not a name or a place.</summary>
    public bool IsFreeText => Kind is ParameterKind.Text && FreeTextNames.Contains(Name.ToLowerInvariant());

    public bool IsTime => Kind is ParameterKind.Text && NameWords.Any(word => TimeNames.Contains(word.Lower));

    /// <summary>Reads the top level of a JSON schema; what it does not understand has kind <see cref="ParameterKind.Other"/>.</summary>
    public static IReadOnlyList<Parameter> Read(JsonElement schema)
    {
        if (schema.ValueKind is not JsonValueKind.Object || !schema.TryGetProperty("properties", out JsonElement properties) || properties.ValueKind is not JsonValueKind.Object)
        {
            return [];
        }

        HashSet<string?> required = schema.TryGetProperty("required", out JsonElement names) && names.ValueKind is JsonValueKind.Array
            ? [.. Strings(names)]
            : [];
        return [.. properties.EnumerateObject().Select(property => Read(property.Name, property.Value, schema, required.Contains(property.Name)))];
    }

    private static Parameter Read(string name, JsonElement property, JsonElement root, bool required)
    {
        string description = Text(property, "description") ?? "";
        JsonElement type = Resolve(property, root);
        List<string> choices = type.ValueKind is JsonValueKind.Object && type.TryGetProperty("enum", out JsonElement values) && values.ValueKind is JsonValueKind.Array ? Strings(values) : [];
        ParameterKind kind = choices.Count > 0 ? ParameterKind.Choice : TypeOf(type) switch
        {
            "string" => ParameterKind.Text,
            "integer" => ParameterKind.Integer,
            "number" => ParameterKind.Number,
            "boolean" => ParameterKind.Boolean,
            "array" when type.TryGetProperty("items", out JsonElement items) && TypeOf(Resolve(items, root)) is "string" => ParameterKind.List,
            _ => ParameterKind.Other,
        };
        return new Parameter(name, kind, required, description, choices);
    }

    // What optional and shared types look like: { anyOf: [T, null] } and { $ref: "#/$defs/T" }, each at most once.
    private static JsonElement Resolve(JsonElement type, JsonElement root)
    {
        for (int depth = 0; depth < 3 && type.ValueKind is JsonValueKind.Object; depth++)
        {
            if (type.TryGetProperty("anyOf", out JsonElement options) || type.TryGetProperty("oneOf", out options))
            {
                type = options.ValueKind is JsonValueKind.Array ? options.EnumerateArray().FirstOrDefault(option => TypeOf(option) is not "null") : default;
            }
            else if (Text(type, "$ref") is { } reference && reference.Split('/') is ["#", var section, var name])
            {
                type = root.TryGetProperty(section, out JsonElement definitions) && definitions.ValueKind is JsonValueKind.Object && definitions.TryGetProperty(name, out JsonElement found) ? found : default;
            }
            else
            {
                break;
            }
        }

        return type;
    }

    private static string? TypeOf(JsonElement type) =>
        type.ValueKind is not JsonValueKind.Object || !type.TryGetProperty("type", out JsonElement name) ? null
        : name.ValueKind is JsonValueKind.Array ? Strings(name).Find(one => one is not "null")
        : name.ValueKind is JsonValueKind.String ? name.GetString() : null;

    private static string? Text(JsonElement element, string property) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(property, out JsonElement value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static List<string> Strings(JsonElement array) =>
        [.. array.EnumerateArray().Where(value => value.ValueKind is JsonValueKind.String).Select(value => value.GetString()!)];
}
