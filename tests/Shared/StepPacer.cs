using InteractionCore.Turns;

namespace AgentHost.Testing;

/// <summary>Lets the loop run one tick at a time; a tick is one turn of time.</summary>
public sealed class StepPacer(TimeSpan turn) : ITurnPacer
{
    private readonly SemaphoreSlim _ready = new(0);
    private readonly SemaphoreSlim _idle = new(0);
    private int _ticks;

    public TimeSpan Now { get; private set; }

    /// <summary>Lets time pass within a turn, as a slow step does.</summary>
    public void Spend(TimeSpan time) => Now += time;

    public async ValueTask<bool> WaitForNextTickAsync(CancellationToken cancellationToken)
    {
        _idle.Release();
        await _ready.WaitAsync(cancellationToken);
        _ticks++;
        Now = Now > _ticks * turn ? Now : _ticks * turn;
        return true;
    }

    /// <summary>Waits until the loop is idle, lets it tick, and returns when that tick is done.</summary>
    public async Task TickAsync()
    {
        Assert.True(await _idle.WaitAsync(Patience.Limit));
        _ready.Release();
        Assert.True(await _idle.WaitAsync(Patience.Limit));
        _idle.Release();
    }

    public void Dispose()
    {
        _ready.Dispose();
        _idle.Dispose();
    }
}
