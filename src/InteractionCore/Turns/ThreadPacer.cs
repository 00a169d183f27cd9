namespace InteractionCore.Turns;

/// <summary>
/// Live time, waited for by the thread that asks: its tick does not depend on a free thread of the pool, which an agent or a tool that
/// blocks may keep for itself.
/// </summary>
/// <remarks>Every wait has ended when it returns, so that a loop that awaits nothing else stays on its thread.</remarks>
internal sealed class ThreadPacer(TimeSpan period, TimeProvider time) : ITurnPacer
{
    private readonly long _started = time.GetTimestamp();
    private TimeSpan _next;

    public TimeSpan Now => time.GetElapsedTime(_started);

    public ValueTask<bool> WaitForNextTickAsync(CancellationToken cancellationToken)
    {
        _next += period;
        TimeSpan behind = Now - _next;
        if (behind > period)
        {
            // Ticks missed during an overrun merge into one, so the loop never runs turns back to back to catch up.
            _next += (behind.Ticks / period.Ticks) * period;
        }

        for (TimeSpan left = _next - Now; left > TimeSpan.Zero; left = _next - Now)
        {
            // In whole milliseconds, rounded up: rounded down, the last part of one would be waited for by spinning.
            if (cancellationToken.WaitHandle.WaitOne((int)Math.Ceiling(left.TotalMilliseconds)))
            {
                break;
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(true);
    }

    public void Dispose()
    {
    }
}
