namespace InteractionCore.Sessions;

/// <summary>
/// How far the user has heard the model. A client that acknowledges what it played tells how far it is behind; for one that does
/// not, speech plays when the timeline says.
/// </summary>
/// <remarks>The loop clears; acknowledgements come from any thread.</remarks>
internal sealed class Playback(Transcript transcript)
{
    private readonly Lock _lock = new();
    private long _nowMs;
    private long _lagMs;
    private long _clearedMs = -1;
    private volatile int _epoch;

    /// <summary>Rises whenever speech is cleared.</summary>
    public int Epoch => _epoch;

    /// <summary>The session's time: the end of the turn that runs.</summary>
    public long NowMs
    {
        set => Volatile.Write(ref _nowMs, value);
    }

    /// <summary>Speech that was not played up to now is void: its words leave the transcript.</summary>
    public void Clear(int epoch, long nowMs)
    {
        lock (_lock)
        {
            _epoch = epoch;
            _clearedMs = nowMs;
            transcript.TruncateModel(nowMs - _lagMs);
        }
    }

    /// <param name="playedMs">The end of what was played, in ms since the session's start; what lies in the future is cut.</param>
    public void Acknowledge(long playedMs)
    {
        lock (_lock)
        {
            long now = Volatile.Read(ref _nowMs);
            _lagMs = Math.Max(0, now - Math.Max(0, playedMs));
            if (playedMs < _clearedMs)
            {
                // Word from before the clear: what came between the two was never played.
                transcript.TruncateModel(playedMs, _clearedMs);
            }
        }
    }
}

/// <summary>A sound that plays instead of the model's speech.</summary>
/// <param name="samples">PCM at the layout's output rate.</param>
internal sealed class Fixture(float[] samples)
{
    public int Played { get; private set; }

    public bool IsOver => Played == samples.Length;

    /// <summary>The next samples, at most <paramref name="count"/>.</summary>
    public ReadOnlySpan<float> Next(int count)
    {
        count = Math.Min(count, samples.Length - Played);
        Played += count;
        return samples.AsSpan(Played - count, count);
    }
}
