namespace InteractionCore.Turns;

/// <summary>How one micro-turn ran.</summary>
/// <param name="Elapsed">What framing, step and routing took, together with the others of its phase.</param>
/// <param name="Jitter">How far from its due time it began, early or late.</param>
/// <param name="Late">Whether it ended more than a turn after it was due.</param>
public readonly record struct TurnTiming(TimeSpan Elapsed, TimeSpan Jitter, bool Late);
