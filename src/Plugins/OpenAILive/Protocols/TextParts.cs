namespace OpenAILive.Protocols;

/// <summary>Cuts a text so that each part keeps a protocol's limit, whatever tokenizer counts it.</summary>
internal static class TextParts
{
    private const int LettersPerToken = 4;

    /// <summary>Parts of whole words, a token being four letters of a word begun, a letter beyond ASCII, or a sign.</summary>
    public static IEnumerable<string> Of(string text, int mostTokens)
    {
        int start = 0, end = 0, tokens = 0;
        while (end < text.Length)
        {
            int next = text.IndexOf(' ', end + 1);
            next = next < 0 ? text.Length : next;
            // A word alone may be too long: then it is cut, too.
            next = Math.Min(next, end + mostTokens);
            int more = Count(text.AsSpan(end, next - end));
            if (tokens > 0 && tokens + more > mostTokens)
            {
                yield return text[start..end].Trim();
                (start, tokens) = (end, 0);
            }

            tokens += more;
            end = next;
        }

        if (text[start..].Trim() is { Length: > 0 } rest)
        {
            yield return rest;
        }
    }

    private static int Count(ReadOnlySpan<char> word)
    {
        int tokens = 0, letters = 0;
        foreach (char c in word)
        {
            bool isLetter = char.IsAsciiLetterOrDigit(c);
            tokens += isLetter ? letters++ % LettersPerToken == 0 ? 1 : 0 : char.IsWhiteSpace(c) ? 0 : 1;
            letters = isLetter ? letters : 0;
        }

        return tokens;
    }
}
