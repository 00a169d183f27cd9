namespace InteractionCore.Sessions;

/// <summary>A session, as an observer sees it.</summary>
public sealed class ObservedSession
{
    private long _missed;

    /// <summary>For the host, and for an observer's tests.</summary>
    public ObservedSession(string id, DateTimeOffset startedAt) => (Id, StartedAt) = (id, startedAt);

    /// <summary>Unique among this host's sessions since its start.</summary>
    public string Id { get; }

    /// <summary>When time 0 of its events was.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>Events that this observer was too slow for. Any thread.</summary>
    public long Missed => Interlocked.Read(ref _missed);

    internal void Miss() => Interlocked.Increment(ref _missed);
}

/// <summary>The session is over; observers alone are told, as the last of their events.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Detail">What went wrong, if anything did.</param>
/// <param name="Transcript">What was said and truly heard: without words that were cleared before they were played. Its last 2,000 words.</param>
public sealed record SessionEnded(long TimeMs, CloseReason Reason, string? Detail, IReadOnlyList<TranscriptEntry> Transcript) : SessionEvent(TimeMs);
