namespace AgentHost.Samples.Pronunciation;

/// <summary>A sentence's words, each with what was heard in its place: null as long as it has not been read.</summary>
internal sealed class SentenceMarks(string sentence)
{
    private readonly IReadOnlyList<string> _words = Spoken.Words(sentence);
    private readonly string?[] _heard = new string?[Spoken.Words(sentence).Count];

    /// <summary>The places of words that were read and not understood.</summary>
    public IReadOnlyList<int> Missed => [.. Enumerable.Range(0, _words.Count).Where(place => _heard[place] is { } heard && heard != _words[place])];

    /// <summary>For a table: the word, and how it was heard.</summary>
    public IEnumerable<IReadOnlyList<string>> Rows => _words.Select((word, place) => (string[])[word, Show(word, _heard[place])]);

    public string Word(int place) => _words[place];

    /// <summary>Takes a reading of the whole sentence, or of some of its words.</summary>
    /// <param name="places">Which words were read; none for all.</param>
    /// <param name="heard">What was heard in the place of each.</param>
    public void Take(IReadOnlyList<int> places, IReadOnlyList<string?> heard)
    {
        for (int i = 0; i < heard.Count; i++)
        {
            if (places.Count == 0)
            {
                _heard[i] = heard[i];
            }
            else
            {
                // A word that is asked for again keeps its mark until it is heard.
                _heard[places[i]] = heard[i] ?? _heard[places[i]];
            }
        }
    }

    private static string Show(string word, string? heard) => heard is null ? "" : heard == word ? "✓" : heard.Length == 0 ? "✗" : $"✗ {heard}";
}
