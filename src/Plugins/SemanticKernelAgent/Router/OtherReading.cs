namespace SemanticKernelAgent.Router;

/// <summary>
/// Another reading of a request: the words the user said last. The small model that hands a request over may garble it, or lack a word of
/// it; what was typed stands in the conversation exactly, and what was heard is written there a second time.
/// </summary>
internal static class OtherReading
{
    private const string User = "user: ";

    /// <summary>Share of the request's words that the other reading has, so that it is one of the same request.</summary>
    private const double Alike = 0.5;

    /// <param name="earlier">The messages before the request, oldest first; one of them may hold many lines.</param>
    /// <returns>Null when the last words were about something else.</returns>
    public static IReadOnlyList<Word>? Of(IReadOnlyList<Word> request, IEnumerable<string> earlier)
    {
        string? last = earlier.SelectMany(message => message.Split('\n')).LastOrDefault(line => line.StartsWith(User, StringComparison.Ordinal));
        IReadOnlyList<Word> said = Word.Split(last?[User.Length..] ?? "");
        var stems = said.Select(word => word.Stem).ToHashSet(StringComparer.Ordinal);
        return request.Count > 0 && request.Count(word => stems.Contains(word.Stem)) >= Alike * request.Count ? said : null;
    }
}
