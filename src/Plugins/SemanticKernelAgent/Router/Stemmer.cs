namespace SemanticKernelAgent.Router;

/// <summary>Cuts English endings lightly: it need not give words, only the same for the forms of one.</summary>
internal static class Stemmer
{
    /// <param name="word">In lower case.</param>
    public static string Stem(string word)
    {
        if (word.Length <= 3 || word is "news")
        {
            return word;
        }

        word = Singular(word);
        word = word.Length >= 6 && Ends(word, "ing") ? Undouble(word[..^3]) : word.Length >= 5 && Ends(word, "ed") ? Undouble(word[..^2]) : word;
        word = word.Length >= 5 && Ends(word, "y") ? Undouble(word[..^1]) : word;
        return word.Length > 3 && Ends(word, "e") ? word[..^1] : word;
    }

    private static string Singular(string word) =>
        word.Length > 4 && Ends(word, "ies") ? word[..^3] + "y"
        : word.Length > 4 && (Ends(word, "ses") || Ends(word, "xes") || Ends(word, "zes") || Ends(word, "ches") || Ends(word, "shes")) ? word[..^2]
        : Ends(word, "s") && !Ends(word, "ss") && !Ends(word, "us") && !Ends(word, "is") ? word[..^1]
        : word;

    private static string Undouble(string word) =>
        word.Length > 3 && word[^1] == word[^2] && word[^1] is not ('l' or 's') ? word[..^1] : word;

    private static bool Ends(string word, string ending) => word.EndsWith(ending, StringComparison.Ordinal);
}
