using System.Text.Json;

namespace McpTools.Tools;

/// <summary>What in a tool's schema makes trouble for a language model, in words for the tool's maker.</summary>
internal static class SchemaCheck
{
    private const int ManyParameters = 12;
    private const int MaxDepth = 32;

    public static IReadOnlyList<string> Problems(JsonElement schema)
    {
        var problems = new List<string>();
        if (schema.ValueKind is not JsonValueKind.Object || !schema.TryGetProperty("type", out JsonElement type) || !type.ValueEquals("object"))
        {
            problems.Add("its input schema is not an object's: set \"type\": \"object\"");
            return problems;
        }

        JsonElement properties = schema.TryGetProperty("properties", out JsonElement found) && found.ValueKind is JsonValueKind.Object ? found : default;
        string[] names = properties.ValueKind is JsonValueKind.Object ? [.. properties.EnumerateObject().Select(property => property.Name)] : [];
        string[] undescribed = [.. names.Where(name => properties.GetProperty(name) is { ValueKind: JsonValueKind.Object } property && !property.TryGetProperty("description", out _) && !property.TryGetProperty("$ref", out _))];
        if (undescribed.Length > 0)
        {
            problems.Add($"no description of {string.Join(", ", undescribed.Take(5))}: the model guesses what belongs there");
        }

        if (names.Length > ManyParameters)
        {
            problems.Add($"{names.Length} parameters: a model fills in at most a dozen well");
        }

        if (schema.TryGetProperty("required", out JsonElement required) && required.ValueKind is JsonValueKind.Array)
        {
            problems.AddRange(required.EnumerateArray().Where(name => !names.Contains(name.ToString(), StringComparer.Ordinal)).Select(name => $"'{name}' is required, but is no property"));
        }

        References(schema, schema, problems, depth: 0);
        return [.. problems.Distinct(StringComparer.Ordinal)];
    }

    private static void References(JsonElement root, JsonElement part, List<string> problems, int depth)
    {
        if (depth > MaxDepth)
        {
            problems.Add($"it is nested more than {MaxDepth} deep");
            return;
        }

        foreach (JsonElement child in part.ValueKind is JsonValueKind.Array ? part.EnumerateArray() : [])
        {
            References(root, child, problems, depth + 1);
        }

        foreach (JsonProperty property in part.ValueKind is JsonValueKind.Object ? part.EnumerateObject() : default)
        {
            if (property.Name is "$ref" && property.Value.ValueKind is JsonValueKind.String)
            {
                Reference(root, property.Value.GetString()!, problems);
            }
            else
            {
                References(root, property.Value, problems, depth + 1);
            }
        }
    }

    private static void Reference(JsonElement root, string reference, List<string> problems)
    {
        if (!reference.StartsWith('#'))
        {
            problems.Add($"$ref '{reference}' points outside the schema, and nobody fetches it: put it into $defs");
        }
        else if (reference is "#" || Resolve(root, reference) is not { } target)
        {
            problems.Add(reference is "#" ? "$ref '#' is cyclic: models fill in recursive arguments badly" : $"$ref '{reference}' points nowhere");
        }
        else if (target.GetRawText().Contains($"\"{reference}\"", StringComparison.Ordinal))
        {
            problems.Add($"$ref '{reference}' is cyclic: models fill in recursive arguments badly");
        }
    }

    private static JsonElement? Resolve(JsonElement root, string reference)
    {
        JsonElement place = root;
        foreach (string step in reference[1..].Split('/', StringSplitOptions.RemoveEmptyEntries).Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
        {
            if (place.ValueKind is not JsonValueKind.Object || !place.TryGetProperty(step, out place))
            {
                // An anchor is a name, not a path.
                return root.GetRawText().Contains($"\"$anchor\":\"{step}\"", StringComparison.Ordinal) ? root : null;
            }
        }

        return place;
    }
}
