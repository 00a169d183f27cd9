namespace InteractionCore.Sessions;

/// <summary>Durations of a session's turns, in buckets of 0.5 ms up to 500 ms. Written by the loop, read by anyone.</summary>
public sealed class TurnStatistics
{
    private const double BucketMs = 0.5;

    private readonly int[] _buckets = new int[1_001];

    public int Count { get; private set; }

    /// <summary>Turns whose events came later than one turn duration after they were due.</summary>
    public int Late { get; private set; }

    public double MaxMs { get; private set; }

    public void Add(TimeSpan elapsed, bool late)
    {
        double milliseconds = elapsed.TotalMilliseconds;
        _buckets[Math.Min((int)(milliseconds / BucketMs), _buckets.Length - 1)]++;
        Count++;
        MaxMs = Math.Max(MaxMs, milliseconds);
        Late += late ? 1 : 0;
    }

    /// <summary>The upper edge of the bucket the quantile falls into, in ms; 0 before the first turn.</summary>
    /// <param name="quantile">0 to 1, e.g. 0.99.</param>
    public double Quantile(double quantile)
    {
        int wanted = (int)Math.Ceiling(Count * quantile);
        for (int bucket = 0, seen = 0; bucket < _buckets.Length; bucket++)
        {
            seen += _buckets[bucket];
            if (seen >= wanted && seen > 0)
            {
                return Math.Min((bucket + 1) * BucketMs, MaxMs);
            }
        }

        return 0;
    }
}
