using InteractionCore.Sessions;
using InteractionCore.Turns;

namespace AgentHost.Talk;

/// <summary>Decides when the recording's next chunk is due.</summary>
internal interface ITalkPace
{
    /// <summary>What a microphone would send at once.</summary>
    static readonly TimeSpan ChunkDuration = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits, after a chunk was handed over, until the next may be.</summary>
    ValueTask WaitAsync(CancellationToken cancellationToken);
}

/// <summary>Real time.</summary>
internal sealed class LivePace(TimeProvider time) : ITalkPace
{
    private readonly long _started = time.GetTimestamp();
    private TimeSpan _handedOver;

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        _handedOver += ITalkPace.ChunkDuration;
        TimeSpan ahead = _handedOver - time.GetElapsedTime(_started);
        if (ahead > TimeSpan.Zero)
        {
            await Task.Delay(ahead, time, cancellationToken);
        }
    }
}

/// <summary>No wait: a microphone delivers no faster than is spoken.</summary>
internal sealed class NoPace : ITalkPace
{
    public ValueTask WaitAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

/// <summary>
/// As fast as the model steps: a turn begins as soon as its audio is there, and the session's time runs ahead of the clock. While
/// the agent works, turns keep real time, so that its tools have the seconds they need.
/// </summary>
internal sealed class EagerPace(TimeSpan turn, Func<InteractionSession> session, TimeProvider time) : ITalkPace, ITurnPacer
{
    /// <summary>Audio the session keeps in hand against jitter; a turn begins when its own is there beside it.</summary>
    private static readonly TimeSpan Cushion = 2 * ITalkPace.ChunkDuration;

    private readonly SemaphoreSlim _ready = new(0);
    private readonly SemaphoreSlim _done = new(0);
    private long _turnStarted = time.GetTimestamp();
    private TimeSpan _handedOver;
    private int _turns;

    /// <summary>The session's time: turns so far, and what the present one has taken.</summary>
    public TimeSpan Now => _turns == 0 ? TimeSpan.Zero : (_turns * turn) + time.GetElapsedTime(_turnStarted);

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        _handedOver += ITalkPace.ChunkDuration;
        if (_handedOver < ((_turns + 1) * turn) + Cushion)
        {
            return;
        }

        _ready.Release();
        await _done.WaitAsync(cancellationToken);
        TimeSpan left = turn - time.GetElapsedTime(_turnStarted);
        if (session().OpenDelegations > 0 && left > TimeSpan.Zero)
        {
            await Task.Delay(left, time, cancellationToken);
        }
    }

    public async ValueTask<bool> WaitForNextTickAsync(CancellationToken cancellationToken)
    {
        if (_turns > 0)
        {
            _done.Release();
        }

        await _ready.WaitAsync(cancellationToken);
        _turns++;
        _turnStarted = time.GetTimestamp();
        return true;
    }

    public void Dispose()
    {
        _ready.Dispose();
        _done.Dispose();
    }
}
