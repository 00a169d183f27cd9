namespace AgentHost.Samples.Pronunciation;

/// <summary>
/// Words that are read aloud, laid beside the words that are heard: where they differ in the fewest places. A word that is heard otherwise,
/// also as &lt;other&gt;, one that the model does not know, or that is left out, is not understood.
/// </summary>
/// <param name="words">What is to be read.</param>
internal sealed class Reading(IReadOnlyList<string> words)
{
    private readonly List<string> _heard = [];

    /// <summary>Whether a word was heard that may belong to it.</summary>
    public bool IsBegun => _heard.Count > 0;

    /// <summary>Whether the last word was heard, be it as another one: more may come, as when somebody says "the" before it.</summary>
    public bool IsAtEnd => SoFar[^1] is not null;

    /// <summary>Whether the last word was understood.</summary>
    public bool IsOver => SoFar[^1] == words[^1];

    /// <summary>What was heard in the place of each word; empty for one that was passed over, null for those behind the reader.</summary>
    public IReadOnlyList<string?> SoFar
    {
        get
        {
            int[,] costs = Costs();
            return Trace(costs, BestEnd(costs));
        }
    }

    /// <summary>The same when nothing more comes: what was not heard was left out.</summary>
    public IReadOnlyList<string?> Whole => Trace(Costs(), words.Count);

    /// <summary>Takes words; murmurs between them count for nothing.</summary>
    public void Hear(string text) => _heard.AddRange(Spoken.Words(text).Where(word => words.Contains(word) || !Spoken.IsMurmur(word)));

    /// <summary>For each number of heard words, and of words to read: in how many places they differ.</summary>
    private int[,] Costs()
    {
        var costs = new int[_heard.Count + 1, words.Count + 1];
        for (int i = 0; i <= _heard.Count; i++)
        {
            for (int j = 0; j <= words.Count; j++)
            {
                costs[i, j] = i == 0 ? j : j == 0 ? i : Math.Min(costs[i - 1, j - 1] + Differ(i, j), 1 + Math.Min(costs[i - 1, j], costs[i, j - 1]));
            }
        }

        return costs;
    }

    // Of equals the longest: a word in the place of another is likelier than one too many.
    private int BestEnd(int[,] costs) => Enumerable.Range(0, words.Count + 1).OrderBy(end => costs[_heard.Count, end]).ThenByDescending(end => end).First();

    private string?[] Trace(int[,] costs, int end)
    {
        var marks = new string?[words.Count];
        for ((int i, int j) = (_heard.Count, end); j > 0;)
        {
            if (i > 0 && costs[i, j] == costs[i - 1, j - 1] + Differ(i, j))
            {
                marks[--j] = _heard[--i];
            }
            else if (costs[i, j] == costs[i, j - 1] + 1)
            {
                marks[--j] = "";
            }
            else
            {
                i--;
            }
        }

        return marks;
    }

    private int Differ(int heard, int word) => _heard[heard - 1] == words[word - 1] ? 0 : 1;
}
