namespace InteractionCore.Delegation;

/// <summary>A limit of time that can stand still: while the user is asked, it is not the work's time that passes. Thread-safe.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _source;
    private TimeSpan _left;
    private long _since;
    private int _stops;

    public Deadline(TimeSpan limit, TimeProvider time)
    {
        (Limit, _left, _time, _since) = (limit, limit, time, time.GetTimestamp());
        _source = new CancellationTokenSource(limit, time);
    }

    /// <summary>Cancelled when the time is over.</summary>
    public CancellationToken Token => _source.Token;

    public bool Passed => _source.IsCancellationRequested;

    /// <summary>The limit as it is now.</summary>
    public TimeSpan Limit { get; private set; }

    /// <summary>Begins anew with a longer limit; a shorter one changes nothing.</summary>
    public void Extend(TimeSpan limit)
    {
        lock (_lock)
        {
            if (limit <= Limit)
            {
                return;
            }

            (Limit, _left, _since) = (limit, limit, _time.GetTimestamp());
            if (_stops == 0)
            {
                _source.CancelAfter(limit);
            }
        }
    }

    /// <summary>Stands still until what is returned is disposed.</summary>
    public IDisposable Stop()
    {
        lock (_lock)
        {
            if (_stops++ == 0)
            {
                TimeSpan left = _left - _time.GetElapsedTime(_since);
                _left = left > TimeSpan.Zero ? left : TimeSpan.Zero;
                _source.CancelAfter(Timeout.InfiniteTimeSpan);
            }
        }

        return new Stopped(this);
    }

    public void Dispose() => _source.Dispose();

    private void GoOn()
    {
        lock (_lock)
        {
            if (--_stops == 0)
            {
                _since = _time.GetTimestamp();
                _source.CancelAfter(_left);
            }
        }
    }

    private sealed class Stopped(Deadline deadline) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                deadline.GoOn();
            }
        }
    }
}
