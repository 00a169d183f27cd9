namespace AgentHost.Eval.Scoring;

/// <summary>Take-over and latency by the formulas of Full-Duplex-Bench v1.</summary>
internal static class TurnTaking
{
    private const long ShortestTurnMs = 1_000;
    private const int MostWordsOfBackchannel = 3;

    /// <summary>Whether words are a turn: not when there are none, nor when there are at most three within less than a second.</summary>
    /// <param name="words">In the order of time.</param>
    public static bool TookTurn(IReadOnlyList<TimedWord> words) =>
        words.Count > 0 && (words[^1].EndMs - words[0].StartMs >= ShortestTurnMs || words.Count > MostWordsOfBackchannel);

    /// <summary>From the reference to the first word, never negative; defined only where a turn was taken.</summary>
    public static long LatencyMs(IReadOnlyList<TimedWord> words, long referenceMs) => Math.Max(0, words[0].StartMs - referenceMs);
}
