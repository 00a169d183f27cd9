using System.Text.Json;
using InteractionCore.Delegation;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using static ModelContextProtocol.Protocol.ElicitRequestParams;

namespace McpTools.Elicitation;

/// <summary>A server's elicitation as a question to the user, and the user's answer as the server wants it.</summary>
internal static class Questions
{
    /// <summary>What a person is asked at most; a longer form is declined.</summary>
    private const int MaxFields = 24;

    private const int MaxMessageChars = 500;

    /// <returns>The question; null for one that nobody can be asked.</returns>
    public static UserQuestion? From(string server, ElicitRequestParams request)
    {
        string message = request.Message.Length <= MaxMessageChars ? request.Message : string.Concat(request.Message.AsSpan(0, MaxMessageChars), "…");
        if (request.Mode is "url")
        {
            // A page is opened by the user, so it has to be one that a browser opens safely.
            return Uri.TryCreate(request.Url, UriKind.Absolute, out Uri? page) && page.Scheme is "https" or "http"
                ? new UserQuestion(server, message) { Page = page }
                : null;
        }

        IDictionary<string, PrimitiveSchemaDefinition> properties = request.RequestedSchema?.Properties ?? new Dictionary<string, PrimitiveSchemaDefinition>();
        return properties.Count > MaxFields || properties.Values.Any(schema => schema is null)
            ? null
            : new UserQuestion(server, message)
            {
                Fields = [.. properties.Select(property => FieldOf(property.Key, property.Value, request.RequestedSchema!.Required?.Contains(property.Key) is true))],
            };
    }

    public static ElicitResult ToResult(UserAnswer answer) => answer.Reply switch
    {
        UserReply.Accepted => new ElicitResult { Action = "accept", Content = answer.Values.ToDictionary(StringComparer.Ordinal) },
        UserReply.Declined => new ElicitResult { Action = "decline" },
        _ => new ElicitResult { Action = "cancel" },
    };

    private static QuestionField FieldOf(string name, PrimitiveSchemaDefinition schema, bool required)
    {
        // The definitions' own JSON, rather than a class for each of eight kinds: what they share has the same names there.
        JsonElement json = JsonSerializer.SerializeToElement(schema, McpJsonUtilities.DefaultOptions);
        FieldOption[] options = OptionsOf(json);
        return new QuestionField(name, schema.Title ?? name, KindOf(schema.Type, options.Length > 0))
        {
            Description = schema.Description,
            Required = required,
            Default = json.TryGetProperty("default", out JsonElement preset) ? preset : null,
            Options = options,
            Least = Number(json, "minimum", "minLength", "minItems"),
            Most = Number(json, "maximum", "maxLength", "maxItems"),
            Format = json.TryGetProperty("format", out JsonElement format) ? format.GetString() : null,
        };
    }

    private static FieldKind KindOf(string type, bool hasOptions) => type switch
    {
        "boolean" => FieldKind.YesNo,
        "integer" => FieldKind.WholeNumber,
        "number" => FieldKind.Number,
        "array" => FieldKind.SomeOf,
        _ => hasOptions ? FieldKind.OneOf : FieldKind.Text,
    };

    private static FieldOption[] OptionsOf(JsonElement schema)
    {
        JsonElement place = schema.TryGetProperty("items", out JsonElement items) ? items : schema;
        if (place.TryGetProperty("oneOf", out JsonElement titled) || place.TryGetProperty("anyOf", out titled))
        {
            return [.. titled.EnumerateArray().Select(option => new FieldOption(option.GetProperty("const").GetString()!, option.GetProperty("title").GetString()!))];
        }

        if (!place.TryGetProperty("enum", out JsonElement values))
        {
            return [];
        }

        string[] names = place.TryGetProperty("enumNames", out JsonElement titles) ? [.. titles.EnumerateArray().Select(title => title.GetString()!)] : [];
        return [.. values.EnumerateArray().Select((value, index) => new FieldOption(value.GetString()!, index < names.Length ? names[index] : value.GetString()!))];
    }

    private static double? Number(JsonElement schema, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (schema.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.Number)
            {
                return value.GetDouble();
            }
        }

        return null;
    }
}
