namespace AgentHost.Eval.Scoring;

/// <summary>How often and when the model murmurs while it listens, by the formulas of Full-Duplex-Bench v1.</summary>
internal static class Backchannels
{
    /// <summary>Speech longer than this takes the floor.</summary>
    private const long LongestMs = 3_000;

    private const long BinMs = 200;

    /// <summary>Whether the model took the floor instead of murmuring.</summary>
    public static bool TookTurn(IReadOnlyList<Stretch> speech) => speech.Any(stretch => stretch.LengthMs > LongestMs);

    /// <summary>Murmurs a second.</summary>
    public static double Frequency(IReadOnlyList<Stretch> speech, long durationMs) => durationMs > 0 ? speech.Count * 1_000.0 / durationMs : 0;

    /// <summary>
    /// The Jensen-Shannon distance (natural logarithm: at most 0.83) between when the model murmurs and when people do, both spread
    /// over bins of 0.2 s; 1 when one of them never does.
    /// </summary>
    public static double Distance(IReadOnlyList<Stretch> speech, IReadOnlyList<Stretch> reference, long durationMs)
    {
        double[] model = Distribution(speech, durationMs), people = Distribution(reference, durationMs);
        if (model.Sum() == 0 || people.Sum() == 0)
        {
            return 1;
        }

        double divergence = 0;
        for (int bin = 0; bin < model.Length; bin++)
        {
            double mean = (model[bin] + people[bin]) / 2;
            divergence += (Term(model[bin], mean) + Term(people[bin], mean)) / 2;
        }

        return Math.Sqrt(Math.Max(0, divergence));
    }

    /// <summary>The share of the speech that falls into each bin.</summary>
    private static double[] Distribution(IReadOnlyList<Stretch> speech, long durationMs)
    {
        var bins = new double[Math.Max(1, (durationMs + BinMs - 1) / BinMs)];
        for (int bin = 0; bin < bins.Length; bin++)
        {
            long start = bin * BinMs;
            bins[bin] = speech.Sum(stretch => Math.Max(0, Math.Min(stretch.EndMs, start + BinMs) - Math.Max(stretch.StartMs, start)));
        }

        double sum = bins.Sum();
        return sum == 0 ? bins : [.. bins.Select(bin => bin / sum)];
    }

    private static double Term(double share, double mean) => share == 0 ? 0 : share * Math.Log(share / mean);
}
