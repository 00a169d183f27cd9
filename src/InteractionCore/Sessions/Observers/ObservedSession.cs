using InteractionCore.Injections;

namespace InteractionCore.Sessions;

/// <summary>A session, as an observer sees it.</summary>
public sealed class ObservedSession
{
    private readonly Func<Injection, CancellationToken, ValueTask> _inject;
    private readonly CancellationToken _ended;
    private long _missed;

    /// <summary>For the host, and for an observer's tests.</summary>
    /// <param name="inject">Where <see cref="InjectAsync"/> goes; null for nowhere.</param>
    /// <param name="ended">Cancelled when nothing can be injected any more.</param>
    public ObservedSession(string id, DateTimeOffset startedAt, Func<Injection, CancellationToken, ValueTask>? inject = null, CancellationToken ended = default)
    {
        (Id, StartedAt, _ended) = (id, startedAt, ended);
        _inject = inject ?? ((_, _) => ValueTask.CompletedTask);
    }

    /// <summary>Unique among this host's sessions since its start.</summary>
    public string Id { get; }

    /// <summary>When time 0 of its events was.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>Events that this observer was too slow for. Any thread.</summary>
    public long Missed => Interlocked.Read(ref _missed);

    /// <summary>
    /// Speaks up, or shows a card: puts it into the live stream, as a tool's answer, and waits while that is full. What is said is best
    /// a <see cref="InjectionKind.Result"/>, spoken when there is room for it. A card is checked as a tool's is, and left out when it is not
    /// right or one too many in a short time. When the session has ended, nothing happens. Any thread.
    /// </summary>
    public async ValueTask InjectAsync(Injection injection, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _ended);
        try
        {
            either.Token.ThrowIfCancellationRequested();
            await _inject(injection, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The session ended first.
        }
    }

    internal void Miss() => Interlocked.Increment(ref _missed);
}

/// <summary>The session is over; observers alone are told, as the last of their events.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Detail">What went wrong, if anything did.</param>
/// <param name="Transcript">What was said and truly heard: without words that were cleared before they were played. Its last 2,000 words.</param>
public sealed record SessionEnded(long TimeMs, CloseReason Reason, string? Detail, IReadOnlyList<TranscriptEntry> Transcript) : SessionEvent(TimeMs);
