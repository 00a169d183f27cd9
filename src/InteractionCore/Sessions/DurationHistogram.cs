namespace InteractionCore.Sessions;

/// <summary>Durations in buckets of 0.5 ms up to 500 ms, in memory that does not grow. Written by one thread, read by anyone.</summary>
public sealed class DurationHistogram
{
    private const double BucketMs = 0.5;

    private readonly int[] _buckets = new int[1_001];

    public int Count { get; private set; }

    public double MaxMs { get; private set; }

    public void Add(TimeSpan duration)
    {
        double milliseconds = duration.TotalMilliseconds;
        _buckets[Math.Min((int)(milliseconds / BucketMs), _buckets.Length - 1)]++;
        Count++;
        MaxMs = Math.Max(MaxMs, milliseconds);
    }

    /// <summary>What was added since an earlier copy; the longest is known to its bucket.</summary>
    public DurationHistogram Since(DurationHistogram earlier)
    {
        var since = new DurationHistogram { Count = Count - earlier.Count };
        for (int bucket = 0; bucket < _buckets.Length; bucket++)
        {
            since._buckets[bucket] = _buckets[bucket] - earlier._buckets[bucket];
            since.MaxMs = since._buckets[bucket] > 0 ? Math.Min((bucket + 1) * BucketMs, MaxMs) : since.MaxMs;
        }

        return since;
    }

    public DurationHistogram Copy() => Since(new DurationHistogram());

    /// <summary>The upper edge of the bucket the quantile falls into, in ms; 0 before the first duration.</summary>
    /// <param name="quantile">0 to 1, e.g. 0.99.</param>
    public double Quantile(double quantile)
    {
        int wanted = (int)Math.Ceiling(Count * quantile);
        for (int bucket = 0, seen = 0; bucket < _buckets.Length; bucket++)
        {
            seen += _buckets[bucket];
            if (seen >= wanted && seen > 0)
            {
                // The last bucket holds all that is longer.
                return bucket == _buckets.Length - 1 ? MaxMs : Math.Min((bucket + 1) * BucketMs, MaxMs);
            }
        }

        return 0;
    }
}
