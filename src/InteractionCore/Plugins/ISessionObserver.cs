using InteractionCore.Sessions;

namespace InteractionCore.Plugins;

/// <summary>
/// Follows the host's conversations: minutes, statistics, an audit, or a coach that speaks up (<see cref="ObservedSession.InjectAsync"/>). What
/// it does costs nobody else anything: events wait for it in a bounded queue off the live loop, and what it throws ends its following of that
/// session alone. Thread-safe.
/// </summary>
public interface ISessionObserver
{
    /// <summary>For the log and <c>doctor</c>, such as "minutes".</summary>
    string Name { get; }

    /// <summary>Follows one session from its start; called for each session, several at once.</summary>
    /// <param name="session">Which one.</param>
    /// <param name="events">
    /// What the client is told, in the order of turns, without sound (<see cref="AudioDelta"/>), the tools' calls of the client and the
    /// reports of turns; the last is <see cref="SessionEnded"/>. An observer that is slower than the conversation loses the oldest.
    /// </param>
    /// <param name="cancellationToken">Cancelled ten seconds after the session has ended.</param>
    Task ObserveAsync(ObservedSession session, IAsyncEnumerable<SessionEvent> events, CancellationToken cancellationToken);
}
