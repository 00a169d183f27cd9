namespace AgentHost.Eval.Scoring;

/// <summary>When something lasted by what was said, against when it did: temporal intersection over union, as in Charades-STA.</summary>
internal static class Spans
{
    /// <summary>From each "start" to the next "stop"; what was not stopped lasts until <paramref name="endMs"/>. A second start changes nothing.</summary>
    public static IReadOnlyList<Stretch> Told(IReadOnlyList<TimedWord> said, string start, string stop, long endMs)
    {
        List<Stretch> spans = [];
        long? since = null;
        foreach (TimedWord word in said)
        {
            if (word.Text == start)
            {
                since ??= word.StartMs;
            }
            else if (word.Text == stop && since is { } from)
            {
                spans.Add(new Stretch(from, word.StartMs));
                since = null;
            }
        }

        return since is { } open ? [.. spans, new Stretch(open, Math.Max(open, endMs))] : spans;
    }

    /// <summary>The time both cover over the time that either covers; 1 when neither covers any.</summary>
    /// <param name="told">In the order of time, apart from each other, as is <paramref name="real"/>.</param>
    public static double IntersectionOverUnion(IReadOnlyList<Stretch> told, IReadOnlyList<Stretch> real)
    {
        long both = 0;
        foreach (Stretch one in told)
        {
            foreach (Stretch other in real)
            {
                both += Math.Max(0, Math.Min(one.EndMs, other.EndMs) - Math.Max(one.StartMs, other.StartMs));
            }
        }

        long either = Length(told) + Length(real) - both;
        return either == 0 ? 1 : (double)both / either;
    }

    private static long Length(IReadOnlyList<Stretch> spans) => spans.Sum((Stretch span) => span.LengthMs);
}
