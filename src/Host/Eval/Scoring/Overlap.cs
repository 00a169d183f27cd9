namespace AgentHost.Eval.Scoring;

/// <summary>What speech does around an interruption, by the formulas of Full-Duplex-Bench v1.5.</summary>
internal static class Overlap
{
    /// <summary>Stretches nearer than <paramref name="gapMs"/> to each other become one.</summary>
    /// <param name="speech">In the order of time.</param>
    public static IReadOnlyList<Stretch> Join(IReadOnlyList<Stretch> speech, long gapMs)
    {
        List<Stretch> joined = [];
        foreach (Stretch stretch in speech)
        {
            if (joined.Count > 0 && stretch.StartMs - joined[^1].EndMs < gapMs)
            {
                joined[^1] = joined[^1] with { EndMs = Math.Max(joined[^1].EndMs, stretch.EndMs) };
            }
            else
            {
                joined.Add(stretch);
            }
        }

        return joined;
    }

    /// <summary>How long the model goes on after <paramref name="startMs"/>, while the user speaks over it; null when it was not speaking.</summary>
    public static long? StopLatencyMs(IReadOnlyList<Stretch> speech, long startMs)
    {
        foreach (Stretch stretch in speech)
        {
            if (stretch.Contains(startMs))
            {
                return stretch.EndMs - startMs;
            }
        }

        return null;
    }

    /// <summary>From the user's end to the model's next start; null when there is none.</summary>
    public static long? ResponseLatencyMs(IReadOnlyList<Stretch> speech, long userEndMs)
    {
        foreach (Stretch stretch in speech)
        {
            if (stretch.StartMs >= userEndMs)
            {
                return stretch.StartMs - userEndMs;
            }
        }

        return null;
    }
}
