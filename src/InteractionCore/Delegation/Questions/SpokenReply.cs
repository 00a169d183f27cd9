using System.Text.Json;

namespace InteractionCore.Delegation.Questions;

/// <summary>What a spoken answer came to.</summary>
/// <param name="Value">The field's value; null when it was not understood or refused.</param>
/// <param name="Refused">The user does not want to answer.</param>
internal readonly record struct SpokenReply(JsonElement? Value, bool Refused)
{
    private static readonly HashSet<string> Yes = new(["yes", "yeah", "yep", "sure", "ok", "okay", "please", "right", "correct", "allow", "accept", "agreed", "definitely"], StringComparer.Ordinal);
    private static readonly HashSet<string> No = new(["no", "nope", "not", "never", "don't", "dont", "deny", "decline", "refuse", "stop"], StringComparer.Ordinal);
    private static readonly string[] Refusals = ["cancel", "never mind", "nevermind", "forget it", "no thanks", "no thank you", "skip it", "stop", "decline"];
    private static readonly string[] Ordinals = ["first", "second", "third", "fourth", "fifth"];
    private static readonly char[] Punctuation = [' ', '\t', '\n', '.', ',', '!', '?', ';', ':', '"'];

    private static SpokenReply Unclear { get; } = new(null, Refused: false);

    /// <summary>Reads the words as an answer to the field.</summary>
    public static SpokenReply Read(QuestionField field, string said)
    {
        string text = said.Trim().TrimEnd('.', '!', '?').ToLowerInvariant();
        string[] words = text.Split(Punctuation, StringSplitOptions.RemoveEmptyEntries);
        if (Refusals.Contains(string.Join(' ', words), StringComparer.Ordinal) && field.Kind is not FieldKind.YesNo)
        {
            return new SpokenReply(null, Refused: true);
        }

        object? value = field.Kind switch
        {
            FieldKind.YesNo => YesOrNo(words),
            FieldKind.Number or FieldKind.WholeNumber => SpokenNumber.Read(words),
            FieldKind.OneOf => OptionsIn(field, words) is [var one] ? one : null,
            FieldKind.SomeOf => OptionsIn(field, words) is { Count: > 0 } some ? some : null,
            _ => TextFor(field, said),
        };
        if (value is null)
        {
            return Unclear;
        }

        JsonElement json = value switch
        {
            bool yes => JsonSerializer.SerializeToElement(yes, QuestionJson.Default.Boolean),
            double number => field.Kind is FieldKind.WholeNumber && number == Math.Floor(number)
                ? JsonSerializer.SerializeToElement((long)number, QuestionJson.Default.Int64)
                : JsonSerializer.SerializeToElement(number, QuestionJson.Default.Double),
            List<string> some => JsonSerializer.SerializeToElement(some, QuestionJson.Default.ListString),
            _ => JsonSerializer.SerializeToElement((string)value, QuestionJson.Default.String),
        };
        return FieldCheck.Fits(field, json) ? new SpokenReply(json, Refused: false) : Unclear;
    }

    private static bool? YesOrNo(string[] words) => words.Any(No.Contains) || words is ["cancel", ..] ? false : words.Any(Yes.Contains) ? true : null;

    private static List<string> OptionsIn(QuestionField field, string[] words)
    {
        List<string> named = [.. field.Options.Where(option => Says(words, option.Title) || Says(words, option.Value)).Select(option => option.Value)];
        if (named.Count > 0)
        {
            return named;
        }

        return [.. words.Select(word => Array.IndexOf(Ordinals, word)).Where(index => index >= 0 && index < field.Options.Count).Distinct().Select(index => field.Options[index].Value)];
    }

    private static bool Says(string[] words, string name)
    {
        string[] parts = name.ToLowerInvariant().Split([' ', '_', '-'], StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 0 && parts.All(words.Contains);
    }

    private static string? TextFor(QuestionField field, string said)
    {
        string text = said.Trim().TrimEnd('.');
        return field.Format is "email"
            ? text.Replace(" at ", "@", StringComparison.OrdinalIgnoreCase).Replace(" dot ", ".", StringComparison.OrdinalIgnoreCase).Replace(" ", "", StringComparison.Ordinal)
            : text.Length > 0 ? text : null;
    }
}
