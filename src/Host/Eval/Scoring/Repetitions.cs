namespace AgentHost.Eval.Scoring;

/// <summary>Counting aloud while something is repeated, as RepCount is scored when the model speaks.</summary>
internal static class Repetitions
{
    /// <summary>Off by this many still counts as right.</summary>
    private const int Tolerance = 1;

    /// <summary>The last number said after the end of the last repetition but one; null when none was.</summary>
    /// <param name="endsMs">When each repetition ends, in the order of time; at least one.</param>
    /// <param name="fromMs">When the repetitions may begin at the earliest: with a single one, numbers count from here.</param>
    public static int? Counted(IReadOnlyList<TimedWord> said, IReadOnlyList<long> endsMs, long fromMs)
    {
        long after = endsMs.Count > 1 ? endsMs[^2] : fromMs;
        int? last = null;
        foreach (SpokenNumber number in SpokenNumbers.In(said))
        {
            last = number.StartMs >= after ? number.Value : last;
        }

        return last;
    }

    public static bool IsRight(int? counted, int repetitions) => counted is { } number && Math.Abs(number - repetitions) <= Tolerance;
}
