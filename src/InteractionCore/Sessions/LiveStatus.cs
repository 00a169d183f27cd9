using InteractionCore.Model;

namespace InteractionCore.Sessions;

/// <summary>How the live host is at one moment: for a person, a console or a load balancer.</summary>
/// <param name="Sessions">Sessions that live now.</param>
/// <param name="MaxSessions">The configured limit.</param>
/// <param name="AdmissionLimit">The limit after late turns; equals <paramref name="MaxSessions"/> while none were late.</param>
/// <param name="Load">The part of each turn that steps take. 1 and more is overload.</param>
/// <param name="Refusal">Why a new session would be refused now; null when it would be let in.</param>
/// <param name="RetryAfterSeconds">When one that is refused now should ask again.</param>
/// <param name="Shedding">Which optional work is left out to keep the deadline.</param>
/// <param name="StuckSeconds">How long the present step has gone on, when that is too long.</param>
/// <param name="Refused">Sessions refused since the host's start.</param>
/// <param name="SessionsPerStep">Sessions stepped together, lately.</param>
/// <param name="BudgetMs">What a turn has.</param>
public sealed record LiveStatus(
    int Sessions, int MaxSessions, int AdmissionLimit, double Load, string? Refusal, double? RetryAfterSeconds, Shedding Shedding, double? StuckSeconds,
    long Refused, double SessionsPerStep, double BudgetMs, TurnTimes Turns, QueueDepths Queues, CacheUse Cache, IReadOnlyList<SessionStatus> Live);

/// <summary>How one session is.</summary>
/// <param name="OpenDelegations">Tasks the agent has not finished.</param>
/// <param name="Words">Words of its transcript that are kept.</param>
/// <param name="Facts">Answers that are kept.</param>
public sealed record SessionStatus(string Id, TurnTimes Turns, QueueDepths Queues, CacheUse Cache, int OpenDelegations, int Words, int Facts);

/// <summary>What turns took and how punctual they were.</summary>
/// <param name="JitterP99Ms">How far from their due time turns began.</param>
public sealed record TurnTimes(int Count, int Late, double P50Ms, double P99Ms, double MaxMs, double JitterP99Ms, double JitterMaxMs)
{
    public static TurnTimes Of(TurnStatistics turns) =>
        new(turns.Count, turns.Late, turns.Quantile(.5), turns.Quantile(.99), turns.MaxMs, turns.Jitter.Quantile(.99), turns.Jitter.MaxMs);
}

/// <summary>Entries that wait in a session's queues, or in those of all sessions.</summary>
public readonly record struct QueueDepths(int Audio, int Injections, int Delegations, int Events)
{
    public static QueueDepths operator +(QueueDepths left, QueueDepths right) => Add(left, right);

    public static QueueDepths Add(QueueDepths left, QueueDepths right) =>
        new(left.Audio + right.Audio, left.Injections + right.Injections, left.Delegations + right.Delegations, left.Events + right.Events);
}
