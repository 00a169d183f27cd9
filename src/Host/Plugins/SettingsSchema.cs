using System.Globalization;
using System.Text.Json;

namespace AgentHost.Plugins;

/// <summary>
/// What a plugin says of its settings in NAME.settings.json beside NAME.dll: the part of JSON Schema that settings need. The host checks
/// them before the plugin sees them.
/// </summary>
internal sealed class SettingsSchema
{
    private const int MaxShownChars = 60;

    private static readonly string[] Checked = ["type", "properties", "required", "additionalProperties", "items", "enum", "minimum", "maximum"];
    private static readonly string[] Told = ["$schema", "$id", "title", "description", "default", "examples"];

    private readonly JsonElement _schema;

    private SettingsSchema(JsonElement schema) => _schema = schema;

    /// <returns>Null when the plugin has none.</returns>
    /// <exception cref="InvalidOperationException">It cannot be used: its maker has to correct it.</exception>
    public static SettingsSchema? Beside(string assembly)
    {
        string file = Path.ChangeExtension(assembly, ".settings.json");
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file), PluginManifest.Lenient);
            JsonElement schema = document.RootElement.Clone();
            return Unchecked(schema) is { } keyword
                ? throw new InvalidOperationException($"'{file}' has \"{keyword}\", which the host does not check: use {string.Join(", ", Checked)}.")
                : new SettingsSchema(schema);
        }
        catch (JsonException exception)
        {
            throw new InvalidOperationException($"'{file}' is not valid JSON: {exception.Message}", exception);
        }
    }

    /// <returns>Everything that is wrong, each with its place, the value and what belongs there.</returns>
    public IReadOnlyList<string> Check(string settings)
    {
        using JsonDocument document = JsonDocument.Parse(settings, PluginManifest.Lenient);
        return [.. Check(_schema, document.RootElement, "")];
    }

    private static IEnumerable<string> Check(JsonElement schema, JsonElement value, string place)
    {
        if (!Fits(schema, value))
        {
            string shown = value.GetRawText();
            yield return $"'{place}' is {(shown.Length <= MaxShownChars ? shown : string.Concat(shown.AsSpan(0, MaxShownChars), "…"))}: use {Describe(schema)}.";
            yield break;
        }

        if (value.ValueKind is JsonValueKind.Array && schema.TryGetProperty("items", out JsonElement items))
        {
            foreach (string error in value.EnumerateArray().SelectMany((item, index) => Check(items, item, Inner(place, index.ToString(CultureInfo.InvariantCulture)))))
            {
                yield return error;
            }
        }

        if (value.ValueKind is not JsonValueKind.Object)
        {
            yield break;
        }

        JsonProperty[] known = schema.TryGetProperty("properties", out JsonElement properties) ? [.. properties.EnumerateObject()] : [];
        foreach (JsonElement name in schema.TryGetProperty("required", out JsonElement required) ? required.EnumerateArray() : default)
        {
            if (!value.EnumerateObject().Any(given => Same(given.Name, name.GetString()!)))
            {
                yield return $"'{Inner(place, name.GetString()!)}' is missing: use {Describe(known.FirstOrDefault(property => Same(property.Name, name.GetString()!)).Value)}.";
            }
        }

        bool closed = schema.TryGetProperty("additionalProperties", out JsonElement more) && more.ValueKind is JsonValueKind.False;
        foreach (JsonProperty given in value.EnumerateObject())
        {
            JsonElement inner = known.FirstOrDefault(property => Same(property.Name, given.Name)).Value;
            if (inner.ValueKind is JsonValueKind.Object)
            {
                foreach (string error in Check(inner, given.Value, Inner(place, given.Name)))
                {
                    yield return error;
                }
            }
            else if (closed)
            {
                yield return $"'{Inner(place, given.Name)}' is unknown: use {string.Join(", ", known.Select(property => property.Name))}.";
            }
        }
    }

    private static bool Fits(JsonElement schema, JsonElement value) =>
        (Text(schema, "type") switch
        {
            "object" => value.ValueKind is JsonValueKind.Object,
            "array" => value.ValueKind is JsonValueKind.Array,
            "string" => value.ValueKind is JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "number" => value.ValueKind is JsonValueKind.Number,
            "integer" => value.ValueKind is JsonValueKind.Number && double.IsInteger(value.GetDouble()),
            _ => true,
        })
        && (!schema.TryGetProperty("enum", out JsonElement choices) || choices.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value)))
        && (value.ValueKind is not JsonValueKind.Number || (value.GetDouble() >= (Number(schema, "minimum") ?? double.MinValue) && value.GetDouble() <= (Number(schema, "maximum") ?? double.MaxValue)));

    /// <summary>What belongs there, for a person.</summary>
    private static string Describe(JsonElement schema)
    {
        if (schema.ValueKind is not JsonValueKind.Object)
        {
            return "a value";
        }

        string kind = schema.TryGetProperty("enum", out JsonElement choices) ? string.Join(" or ", choices.EnumerateArray().Select(choice => choice.ToString())) : Text(schema, "type") switch
        {
            "object" => "an object",
            "array" => "a list",
            "string" => "a text",
            "boolean" => "true or false",
            "integer" => "a whole number",
            "number" => "a number",
            _ => "another value",
        };
        string range = (Number(schema, "minimum"), Number(schema, "maximum")) switch
        {
            ({ } least, { } most) => string.Create(CultureInfo.InvariantCulture, $" from {least} to {most}"),
            ({ } least, null) => string.Create(CultureInfo.InvariantCulture, $" from {least}"),
            (null, { } most) => string.Create(CultureInfo.InvariantCulture, $" up to {most}"),
            _ => "",
        };
        return Text(schema, "description") is { } description ? $"{kind}{range}, {char.ToLowerInvariant(description[0])}{description[1..].TrimEnd('.')}" : kind + range;
    }

    /// <summary>The first keyword that is neither checked nor only told; null when there is none.</summary>
    private static string? Unchecked(JsonElement schema) => schema.ValueKind is not JsonValueKind.Object
        ? "a schema that is no object"
        : schema.EnumerateObject().Select(keyword => keyword switch
        {
            { Name: "properties", Value.ValueKind: JsonValueKind.Object } => keyword.Value.EnumerateObject().Select(property => Unchecked(property.Value)).FirstOrDefault(inner => inner is not null),
            { Name: "items" } => Unchecked(keyword.Value),
            _ => Checked.Contains(keyword.Name, StringComparer.Ordinal) || Told.Contains(keyword.Name, StringComparer.Ordinal) ? null : keyword.Name,
        }).FirstOrDefault(found => found is not null);

    // Configuration does not tell upper from lower case.
    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static string Inner(string place, string name) => place.Length == 0 ? name : $"{place}:{name}";

    private static string? Text(JsonElement schema, string name) => schema.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static double? Number(JsonElement schema, string name) => schema.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.Number ? value.GetDouble() : null;
}
