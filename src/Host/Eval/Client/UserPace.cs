using AgentHost.Talk;
using InteractionCore.Turns;

namespace AgentHost.Eval.Client;

/// <summary>The user's clock, and when the microphone has its next chunk. Begins with the session; one scenario each.</summary>
internal interface IUserPace
{
    /// <summary>Ms since the session started. May be read by any thread.</summary>
    long NowMs { get; }

    /// <summary>Waits until the next chunk has been spoken.</summary>
    ValueTask WaitAsync(CancellationToken cancellationToken);
}

/// <summary>Real time: what network, host and voice take is in every time.</summary>
internal sealed class RealPace(TimeProvider time) : IUserPace
{
    private readonly LivePace _pace = new(time);
    private readonly long _started = time.GetTimestamp();

    public long NowMs => (long)time.GetElapsedTime(_started).TotalMilliseconds;

    public ValueTask WaitAsync(CancellationToken cancellationToken) => _pace.WaitAsync(cancellationToken);
}

/// <summary>
/// A clock that stands still while the host works: a turn begins when its audio is there, and what it puts out arrives at that
/// moment. Only while the host's agent works does it keep real time, so that tools have the seconds they need.
/// </summary>
internal sealed class VirtualPace(TurnGate gate, LiveClient client, ConversationLog log, TimeProvider time) : IUserPace
{
    /// <summary>Audio that a session keeps in hand against jitter; a turn begins when its own is there beside it.</summary>
    private static readonly TimeSpan Cushion = 2 * ITalkPace.ChunkDuration;

    private long _nowMs;
    private int _turns;

    public long NowMs => Volatile.Read(ref _nowMs);

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (TimeSpan.FromMilliseconds(_nowMs) >= ((_turns + 1) * gate.Turn) + Cushion)
        {
            await TurnAsync(cancellationToken);
        }

        Volatile.Write(ref _nowMs, _nowMs + (long)ITalkPace.ChunkDuration.TotalMilliseconds);
    }

    private async Task TurnAsync(CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        _turns++;
        // The answer to this event tells that all audio sent before it has reached the session.
        await client.SyncAsync(cancellationToken);
        await log.ReceivedAsync(LiveClient.Synced, _turns, cancellationToken);
        await gate.RunTurnAsync(cancellationToken);
        // A turn's own event is its last: what the turn put out is here too.
        await log.ReceivedAsync("session.turn", _turns, cancellationToken);
        TimeSpan left = gate.Turn - time.GetElapsedTime(began);
        if (log.AgentWorks && left > TimeSpan.Zero)
        {
            await Task.Delay(left, time, cancellationToken);
        }
    }
}

/// <summary>Lets a host's live loop take one turn at a time.</summary>
internal sealed class TurnGate(TimeSpan turn) : ITurnPacer
{
    private readonly SemaphoreSlim _ready = new(0);
    private readonly SemaphoreSlim _done = new(0);
    private int _turns;

    public TimeSpan Turn { get; } = turn;

    public TimeSpan Now => _turns * Turn;

    /// <summary>Ends when every session has taken its turn.</summary>
    public async Task RunTurnAsync(CancellationToken cancellationToken)
    {
        _ready.Release();
        await _done.WaitAsync(cancellationToken);
    }

    public async ValueTask<bool> WaitForNextTickAsync(CancellationToken cancellationToken)
    {
        if (_turns > 0)
        {
            _done.Release();
        }

        await _ready.WaitAsync(cancellationToken);
        _turns++;
        return true;
    }

    public void Dispose()
    {
        _ready.Dispose();
        _done.Dispose();
    }
}
