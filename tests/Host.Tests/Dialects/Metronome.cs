namespace AgentHost.Tests.Dialects;

/// <summary>Ticks every few ms beside a test, and keeps how late each tick came: what anything in this process had to wait for a processor.</summary>
internal sealed class Metronome : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(5);

    private readonly Lock _lock = new();
    private readonly List<(long At, double LateMs)> _ticks = [];
    private readonly CancellationTokenSource _end = new();
    private readonly Task _ticking;

    public Metronome() => _ticking = TickAsync();

    /// <summary>The longest wait that had not ended at a time, in ms; the one that lasts now counts too.</summary>
    /// <param name="since">Of the system's time provider.</param>
    public double WorstSince(long since)
    {
        lock (_lock)
        {
            double now = _ticks.Count == 0 ? 0 : TimeProvider.System.GetElapsedTime(_ticks[^1].At).TotalMilliseconds - Beat.TotalMilliseconds;
            return _ticks.Where(tick => tick.At >= since).Select(tick => tick.LateMs).Append(now).Max();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _ticking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task TickAsync()
    {
        long last = TimeProvider.System.GetTimestamp();
        while (true)
        {
            await Task.Delay(Beat, TimeProvider.System, _end.Token);
            long now = TimeProvider.System.GetTimestamp();
            lock (_lock)
            {
                _ticks.Add((now, Math.Max(0, (TimeProvider.System.GetElapsedTime(last, now) - Beat).TotalMilliseconds)));
            }

            last = now;
        }
    }
}
