namespace AgentHost.Eval.Scoring;

/// <summary>A value and how much it counts, e.g. a word error rate and the number of words.</summary>
internal readonly record struct Weighted(double Value, double Weight = 1);

internal static class Averages
{
    /// <summary>The weighted mean; null for nothing.</summary>
    public static double? Mean(IEnumerable<Weighted> values)
    {
        double sum = 0, weight = 0;
        foreach (Weighted value in values)
        {
            sum += value.Value * value.Weight;
            weight += value.Weight;
        }

        return weight > 0 ? sum / weight : null;
    }

    /// <summary>The mean of the classes' means, so that each class counts the same however often it occurs; null for nothing.</summary>
    public static double? Macro<T>(IEnumerable<T> items, Func<T, string> classOf, Func<T, Weighted> valueOf) =>
        Mean(items.GroupBy(classOf, StringComparer.Ordinal).Select(group => Mean(group.Select(valueOf))).OfType<double>().Select(mean => new Weighted(mean)));

    /// <summary>The middle value, or the mean of the two in the middle; null for nothing.</summary>
    public static double? Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? null : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
