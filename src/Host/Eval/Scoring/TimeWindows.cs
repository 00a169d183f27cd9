namespace AgentHost.Eval.Scoring;

/// <summary>Words to be said, and the window in which their first must begin. Bounds are in ms and count as inside.</summary>
internal sealed record DueWords(IReadOnlyList<string> Words, long DueMs, long EarlyMs, long LateMs)
{
    public bool IsInTime(long timeMs) => timeMs >= DueMs - EarlyMs && timeMs <= DueMs + LateMs;
}

/// <summary>Right words at the right time: both must hold, as in TimeSpeak and CueSpeak.</summary>
internal static class TimeWindows
{
    /// <summary>
    /// For each of <paramref name="due"/>, how late its first word began (negative: early), or null when the words did not come in
    /// their window. A word that was said answers one demand only.
    /// </summary>
    public static IReadOnlyList<long?> Match(IReadOnlyList<TimedWord> said, IReadOnlyList<DueWords> due)
    {
        var used = new bool[said.Count];
        return [.. due.Select(demand => Take(said, used, demand))];
    }

    /// <summary>How often words were said in none of the windows.</summary>
    public static int FalseAlarms(IReadOnlyList<TimedWord> said, IReadOnlyList<string> words, IReadOnlyList<DueWords> due)
    {
        int alarms = 0;
        for (int first = 0; first + words.Count <= said.Count; first++)
        {
            bool says = words.Count > 0 && words.Index().All(word => said[first + word.Index].Text == word.Item);
            alarms += says && !due.Any(demand => demand.IsInTime(said[first].StartMs)) ? 1 : 0;
        }

        return alarms;
    }

    private static long? Take(IReadOnlyList<TimedWord> said, bool[] used, DueWords due)
    {
        for (int first = 0; first + due.Words.Count <= said.Count; first++)
        {
            if (due.IsInTime(said[first].StartMs) && Enumerable.Range(0, due.Words.Count).All(i => !used[first + i] && said[first + i].Text == due.Words[i]))
            {
                used.AsSpan(first, due.Words.Count).Fill(true);
                return said[first].StartMs - due.DueMs;
            }
        }

        return null;
    }
}
