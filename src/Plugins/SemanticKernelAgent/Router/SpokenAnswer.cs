using System.Text.Json;
using System.Text.RegularExpressions;
using InteractionCore.Delegation;

namespace SemanticKernelAgent.Router;

/// <summary>Says what a tool answered in one or two sentences.</summary>
internal static partial class SpokenAnswer
{
    private const int MaxChars = 300;
    private const int MaxFields = 6;
    private const int MaxItems = 5;

    private const string Failed = "That did not work: ";

    public static bool IsFailure(string spoken) => spoken.StartsWith(Failed, StringComparison.Ordinal);

    public static string From(object? result)
    {
        var answer = ToolAnswer.From(result);
        string text = Spaces().Replace(Markup().Replace(Links().Replace(answer.Text, "${text}"), ""), " ").Trim();
        if (text.StartsWith("Error:", StringComparison.OrdinalIgnoreCase))
        {
            return $"{Failed}{Sentences(Failure().Replace(text["Error:".Length..].Trim(), ""))}";
        }

        bool reads = text.Length > 0 && text[0] is not ('{' or '[');
        return reads ? Sentences(text)
            : answer.Structured is { } structured ? Fields(structured)
            : text.StartsWith('[') && List(text) is { } list ? list
            : "It is done.";
    }

    /// <summary>The first two sentences, if they fit.</summary>
    private static string Sentences(string text)
    {
        int end = 0, sentences = 0;
        foreach (Match match in SentenceEnd().Matches(text))
        {
            if (sentences == 2 || match.Index + 1 > MaxChars)
            {
                break;
            }

            (end, sentences) = (match.Index + 1, sentences + 1);
        }

        return end > 0 ? text[..end] : text.Length <= MaxChars ? text : string.Concat(text.AsSpan(0, text.LastIndexOf(' ', MaxChars) is > 0 and var space ? space : MaxChars), " and more.");
    }

    private static string Fields(JsonElement data)
    {
        List<string> fields = [.. Flatten(data, "").Take(MaxFields)];
        return fields.Count == 0 ? "There is nothing." : $"{char.ToUpperInvariant(fields[0][0])}{string.Join(", ", fields)[1..]}.";
    }

    private static IEnumerable<string> Flatten(JsonElement data, string prefix)
    {
        foreach (JsonProperty property in data.EnumerateObject())
        {
            string name = prefix + string.Join(' ', Word.SplitName(property.Name).Select(word => word.Lower));
            if (property.Value.ValueKind is JsonValueKind.Object)
            {
                foreach (string field in Flatten(property.Value, name + " "))
                {
                    yield return field;
                }
            }
            else if (name.Length > 0 && Value(property.Value) is { } value)
            {
                yield return $"{name} {value}";
            }
        }
    }

    private static string? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Array when value.GetArrayLength() == 0 => "none",
        JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) =>
            string.Join(", ", value.EnumerateArray().Take(MaxItems).Select(item => item.ToString())),
        JsonValueKind.Array => $"{value.GetArrayLength()} entries",
        _ => value.ToString() is { Length: > 0 } text ? text : null,
    };

    private static string? List(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.GetArrayLength() == 0 ? "There is nothing." : $"{char.ToUpperInvariant(Value(document.RootElement)![0])}{Value(document.RootElement)![1..]}.";
        }
        catch (JsonException)
        {
            return Sentences(text);
        }
    }

    [GeneratedRegex("""[*#`>|]+""", RegexOptions.NonBacktracking)]
    private static partial Regex Markup();

    [GeneratedRegex("""\[(?<text>[^\]]*)\]\([^)]*\)""", RegexOptions.NonBacktracking)]
    private static partial Regex Links();

    [GeneratedRegex("""\s+""", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();

    [GeneratedRegex("""[.!?](\s|$)""", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex("""^the tool '[^']*' failed:\s*""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Failure();
}
