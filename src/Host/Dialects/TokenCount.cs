namespace AgentHost.Dialects;

/// <summary>
/// Counts tokens the way a protocol's limits are meant, without any model's tokenizer: a word is a token for each four letters begun,
/// and a sign is one.
/// </summary>
internal static class TokenCount
{
    private const int LettersPerToken = 4;

    public static int Of(ReadOnlySpan<char> text)
    {
        int tokens = 0, letters = 0;
        foreach (char c in text)
        {
            if (char.IsLetterOrDigit(c))
            {
                tokens += letters++ % LettersPerToken == 0 ? 1 : 0;
            }
            else
            {
                letters = 0;
                tokens += char.IsWhiteSpace(c) ? 0 : 1;
            }
        }

        return tokens;
    }

    /// <exception cref="ProtocolException">The text is longer than the limit.</exception>
    public static void Check(string text, int limit, string param)
    {
        int tokens = Of(text);
        if (tokens > limit)
        {
            throw new ProtocolException("text_too_long", $"\"{param}\" has {tokens} tokens, and {limit} is the most. Send it in parts, or shorter.", param);
        }
    }
}
