namespace InteractionCore.Turns;

/// <summary>The model's step did not end: the sessions that wait for it are over.</summary>
internal sealed class StepStuckException(TimeSpan stuck)
    : Exception($"The model has not finished a step for {stuck.TotalSeconds:0.0} s.");

/// <summary>Notices a step that does not end. It cannot be stopped from outside, but the host can say so and let no one in.</summary>
/// <remarks>Begin and End are the loop's; the rest is for anyone.</remarks>
internal sealed class StepWatch(TimeProvider time)
{
    /// <summary>Six turns: no step that still ends takes as long. With <see cref="CheckEvery"/> it is noticed well within two seconds.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(1.25);

    public static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(.25);

    private const long NotStepping = -1;

    private long _began = NotStepping;

    /// <summary>How long the present step has gone on, when that is too long.</summary>
    public TimeSpan? StuckFor =>
        Interlocked.Read(ref _began) is var began && began != NotStepping && time.GetElapsedTime(began) is var elapsed && elapsed > Limit ? elapsed : null;

    public void Begin() => Interlocked.Exchange(ref _began, time.GetTimestamp());

    public void End() => Interlocked.Exchange(ref _began, NotStepping);
}
