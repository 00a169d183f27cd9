namespace InteractionCore.Turns;

/// <summary>Tells the loop when to look for due turns.</summary>
public interface ITurnPacer : IDisposable
{
    /// <summary>Completes at the next tick; false when there will be none. The only thing the loop awaits.</summary>
    ValueTask<bool> WaitForNextTickAsync(CancellationToken cancellationToken);

    /// <summary>Time since the pacer's start; the first tick comes one tick after it.</summary>
    TimeSpan Now { get; }
}

/// <summary>Live time.</summary>
internal sealed class PeriodicPacer : ITurnPacer
{
    private readonly PeriodicTimer _timer;
    private readonly TimeProvider _time;
    private readonly long _started;

    public PeriodicPacer(TimeSpan period, TimeProvider time)
    {
        _time = time;
        _started = time.GetTimestamp();
        // PeriodicTimer merges ticks missed during an overrun into one: turns never run back to back to catch up.
        _timer = new PeriodicTimer(period, time);
    }

    public TimeSpan Now => _time.GetElapsedTime(_started);

    public ValueTask<bool> WaitForNextTickAsync(CancellationToken cancellationToken) => _timer.WaitForNextTickAsync(cancellationToken);

    public void Dispose() => _timer.Dispose();
}
