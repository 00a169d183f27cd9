using InteractionCore.Turns;

namespace InteractionCore.Sessions;

/// <summary>How turns ran, of one session or of all. Written by the loop, read by anyone.</summary>
public sealed class TurnStatistics
{
    private readonly DurationHistogram _elapsed;

    public TurnStatistics()
        : this(new DurationHistogram(), new DurationHistogram(), late: 0)
    {
    }

    private TurnStatistics(DurationHistogram elapsed, DurationHistogram jitter, int late) => (_elapsed, Jitter, Late) = (elapsed, jitter, late);

    public int Count => _elapsed.Count;

    /// <summary>Turns whose events came later than one turn duration after they were due.</summary>
    public int Late { get; private set; }

    public double MaxMs => _elapsed.MaxMs;

    /// <summary>How far from their due time turns began.</summary>
    public DurationHistogram Jitter { get; }

    public void Add(TurnTiming timing)
    {
        _elapsed.Add(timing.Elapsed);
        Jitter.Add(timing.Jitter);
        Late += timing.Late ? 1 : 0;
    }

    public void Add(TimeSpan elapsed, bool late) => Add(new TurnTiming(elapsed, TimeSpan.Zero, late));

    /// <summary>The turns since an earlier copy.</summary>
    public TurnStatistics Since(TurnStatistics earlier) => new(_elapsed.Since(earlier._elapsed), Jitter.Since(earlier.Jitter), Late - earlier.Late);

    public TurnStatistics Copy() => Since(new TurnStatistics());

    /// <summary>What this part of the turns took at most, in ms; 0 before the first turn.</summary>
    /// <param name="quantile">0 to 1, e.g. 0.99.</param>
    public double Quantile(double quantile) => _elapsed.Quantile(quantile);
}
