using System.Text.Json;

namespace McpTools.Tools;

/// <summary>Arguments for trying a tool out, from what its schema itself says: defaults, examples and choices.</summary>
internal static class SampleArguments
{
    /// <returns>The arguments; null when the schema requires something for which it names no value.</returns>
    public static Dictionary<string, object?>? From(JsonElement schema)
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (schema.ValueKind is not JsonValueKind.Object || !schema.TryGetProperty("required", out JsonElement required) || required.ValueKind is not JsonValueKind.Array)
        {
            return arguments;
        }

        foreach (string name in required.EnumerateArray().Select(name => name.ToString()))
        {
            if (!schema.TryGetProperty("properties", out JsonElement properties) || !properties.TryGetProperty(name, out JsonElement property) || ValueOf(property) is not { } value)
            {
                return null;
            }

            arguments[name] = value;
        }

        return arguments;
    }

    private static JsonElement? ValueOf(JsonElement property) =>
        property.ValueKind is not JsonValueKind.Object ? null
        : property.TryGetProperty("default", out JsonElement value) || property.TryGetProperty("const", out value) ? value
        : (property.TryGetProperty("examples", out JsonElement list) || property.TryGetProperty("enum", out list)) && list.ValueKind is JsonValueKind.Array && list.GetArrayLength() > 0 ? list[0]
        : null;
}
