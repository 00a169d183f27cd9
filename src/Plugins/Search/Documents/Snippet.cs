namespace Search.Documents;

/// <summary>The sentence of a passage that says most of what was looked for: what a voice can say, rather than words around a word.</summary>
internal static class Snippet
{
    /// <summary>Stands before and behind each word that was found.</summary>
    public const char Open = '\u0002', Close = '\u0003';

    /// <summary>A shorter sentence takes the next one with it.</summary>
    private const int ShortChars = 80;

    private const int MaxChars = 300;

    /// <param name="marked">A passage with marks around what was found.</param>
    public static string Of(string marked)
    {
        List<string> sentences = [.. Sentences(marked)];
        if (sentences.Count == 0)
        {
            return "";
        }

        string best = sentences.MaxBy(sentence => sentence.AsSpan().Count(Open))!;
        int index = sentences.IndexOf(best);
        string text = best.Length < ShortChars && index + 1 < sentences.Count ? $"{best} {sentences[index + 1]}" : best;
        text = string.Concat(text.Where(letter => letter is not (Open or Close)));
        return text.Length <= MaxChars ? text : string.Concat(text.AsSpan(0, text.LastIndexOf(' ', MaxChars) is > 0 and var space ? space : MaxChars), "…");
    }

    private static IEnumerable<string> Sentences(string text)
    {
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            bool ends = text[i] == '\n' || (text[i] is '.' or '!' or '?' && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1])));
            if (ends || i + 1 == text.Length)
            {
                if (text[start..(i + 1)].Trim() is { Length: > 0 } sentence)
                {
                    yield return sentence;
                }

                start = i + 1;
            }
        }
    }
}
