namespace InteractionCore.Ui;

/// <summary>How many changes of cards a session may have: a burst, then a steady few. Thread-safe.</summary>
internal sealed class UiRate(TimeProvider time)
{
    private const double Burst = 40;
    private const double PerSecond = 10;

    private readonly Lock _lock = new();
    private double _left = Burst;
    private long _since = time.GetTimestamp();

    /// <returns>False when there were too many.</returns>
    public bool Take()
    {
        lock (_lock)
        {
            long now = time.GetTimestamp();
            _left = Math.Min(Burst, _left + (time.GetElapsedTime(_since, now).TotalSeconds * PerSecond));
            _since = now;
            if (_left < 1)
            {
                return false;
            }

            _left--;
            return true;
        }
    }
}
