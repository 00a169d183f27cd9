namespace SemanticKernelAgent.Router;

/// <summary>One word of a request or of a tool's description.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="EndsClause">A comma, full stop or the like follows.</param>
internal sealed record Word(string Text, bool EndsClause)
{
    /// <summary>What stands for a word that was not understood: any tag, such as &lt;other&gt;.</summary>
    private const string Tag = "<>";

    private static readonly string[] Suffixes = ["s", "re", "ll", "ve", "d", "m"];

    public string Lower { get; } = Text.ToLowerInvariant();

    /// <summary>Equal for the forms of a word: "forecasts" and "forecast", "raining" and "rain".</summary>
    public string Stem { get; } = Stemmer.Stem(Text.ToLowerInvariant());

    public bool IsUnknown => Text is Tag;

    /// <summary>Splits text into words. Apostrophes go with what follows them ("what's" is "what"), numbers keep their decimals.</summary>
    public static IReadOnlyList<Word> Split(string text)
    {
        var words = new List<Word>();
        for (int i = 0; i < text.Length;)
        {
            int start = i;
            string? word = null;
            if (TagLength(text.AsSpan(i)) is > 0 and var length)
            {
                (word, i) = (Tag, i + length);
            }
            else if (char.IsLetterOrDigit(text[i]))
            {
                while (i < text.Length && (char.IsLetterOrDigit(text[i]) || Joins(text, i)))
                {
                    i++;
                }

                word = WithoutApostrophe(text[start..i]);
            }

            if (word is null)
            {
                i++;
            }
            else
            {
                words.Add(new Word(word, i < text.Length && text[i] is ',' or '.' or ';' or ':' or '?' or '!' or '\n'));
            }
        }

        return words;
    }

    /// <summary>Splits an identifier: get_weather, getWeather and get-weather are two words each.</summary>
    public static IReadOnlyList<Word> SplitName(string name) =>
        Split(string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) && char.IsLower(name[i - 1]) ? $" {c}" : c is '_' ? " " : c.ToString())));

    private static int TagLength(ReadOnlySpan<char> text)
    {
        int length = text.IndexOf('>') + 1;
        return length > 2 && text[0] is '<' && char.IsLetter(text[1]) && !text[..length].ContainsAny(' ', '\n') ? length : 0;
    }

    private static bool Joins(string text, int i) =>
        i + 1 < text.Length && i > 0
        && ((text[i] is '\'' or '’' && char.IsLetter(text[i + 1])) || (text[i] is '.' && char.IsDigit(text[i - 1]) && char.IsDigit(text[i + 1])));

    private static string WithoutApostrophe(string word)
    {
        int at = word.IndexOfAny(['\'', '’']);
        return at < 0 ? word
            : Suffixes.Contains(word[(at + 1)..], StringComparer.OrdinalIgnoreCase) ? word[..at]
            : word.Replace("'", "", StringComparison.Ordinal).Replace("’", "", StringComparison.Ordinal);
    }
}
