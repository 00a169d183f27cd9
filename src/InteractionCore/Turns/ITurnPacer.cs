namespace InteractionCore.Turns;

/// <summary>Tells the loop when to look for due turns.</summary>
public interface ITurnPacer : IDisposable
{
    /// <summary>Completes at the next tick; false when there will be none. The only thing the loop awaits.</summary>
    ValueTask<bool> WaitForNextTickAsync(CancellationToken cancellationToken);

    /// <summary>Time since the pacer's start; the first tick comes one tick after it.</summary>
    TimeSpan Now { get; }
}
