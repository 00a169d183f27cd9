namespace AgentHost.Eval.Scoring;

/// <summary>Word errors by edit distance.</summary>
internal static class WordErrors
{
    /// <summary>Fewest insertions, deletions and substitutions that turn one sequence into the other.</summary>
    public static int EditDistance(ReadOnlySpan<string> reference, ReadOnlySpan<string> hypothesis)
    {
        var row = new int[hypothesis.Length + 1];
        for (int j = 0; j < row.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 1; i <= reference.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.Length; j++)
            {
                int replaced = diagonal + (reference[i - 1] == hypothesis[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }

    /// <summary>Errors per word of the reference; above 1 when more was heard than said. Without a reference every word heard is an error.</summary>
    public static double Rate(string reference, string hypothesis)
    {
        string[] said = SpokenWords.Of(reference), heard = SpokenWords.Of(hypothesis);
        return (double)EditDistance(said, heard) / Math.Max(1, said.Length);
    }
}
