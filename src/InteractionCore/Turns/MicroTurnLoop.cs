using System.Collections.Immutable;
using InteractionCore.Model;
using InteractionCore.Sessions;
using Microsoft.Extensions.Logging;

namespace InteractionCore.Turns;

/// <summary>
/// The live loop: every turn duration, each phase's sessions are framed, stepped together and routed.
/// </summary>
/// <remarks>
/// Phases divide the turn evenly, so that sessions share the processor instead of meeting at one moment. The loop awaits only its
/// pacer. When a phase is more than a whole turn behind, the missed turns merge into one and are counted as late.
/// </remarks>
internal sealed partial class MicroTurnLoop(
    IInteractionModel model, int phaseCount, Admission admission, LoadShedder shedder, StepWatch watch, InteractionMetrics metrics, ILogger logger)
{
    /// <summary>Weight of the latest step in <see cref="SessionsPerStep"/>.</summary>
    private const double Smoothing = .1;

    private readonly Phase[] _phases = [.. Enumerable.Range(0, phaseCount).Select(index => new Phase(index))];
    private readonly TimeSpan _turn = model.Layout.TurnDuration;
    private readonly Lock _membership = new();
    private volatile int _sessions;

    /// <summary>Turns of all sessions since the loop's start.</summary>
    public TurnStatistics Turns { get; } = new();

    /// <summary>Sessions stepped together, lately.</summary>
    public double SessionsPerStep { get; private set; }

    /// <summary>Adds a session to the least loaded phase; its first turn comes within one turn duration.</summary>
    public void Join(SessionTurns session)
    {
        lock (_membership)
        {
            Phase phase = _phases.MinBy(candidate => candidate.Members.Length)!;
            phase.Change(phase.Members.Add(session));
            _sessions++;
        }
    }

    /// <summary>Removes a session. It may still be in the turn that runs now; see <see cref="DrainAsync"/>.</summary>
    public void Leave(SessionTurns session)
    {
        lock (_membership)
        {
            foreach (Phase phase in _phases)
            {
                phase.Change(phase.Members.Remove(session));
            }

            _sessions = _phases.Sum(phase => phase.Members.Length);
        }
    }

    /// <summary>Ends every session, for the step they share does not end.</summary>
    public void FailAll(Exception exception)
    {
        foreach (Phase phase in _phases)
        {
            foreach (SessionTurns session in phase.Members)
            {
                session.Fail(exception);
            }
        }
    }

    /// <summary>Waits until no step that began before this call still runs, so that a session that left may be disposed.</summary>
    public async Task DrainAsync()
    {
        foreach (Phase phase in _phases)
        {
            await phase.Running.WaitAsync();
            phase.Running.Release();
        }
    }

    /// <summary>Runs turns until cancelled or until the pacer ends.</summary>
    public async Task RunAsync(ITurnPacer pacer, CancellationToken cancellationToken)
    {
        TimeSpan spacing = _turn / _phases.Length;
        for (int i = 0; i < _phases.Length; i++)
        {
            _phases[i].Due = (i + 1) * spacing;
        }

        while (await pacer.WaitForNextTickAsync(cancellationToken))
        {
            foreach (Phase phase in _phases)
            {
                // Timers may fire a little before their time; the tick that is meant is the nearest one.
                if (pacer.Now >= phase.Due - (spacing / 2))
                {
                    RunPhase(phase, pacer);
                }
            }
        }
    }

    private void RunPhase(Phase phase, ITurnPacer pacer)
    {
        TimeSpan due = phase.Due;
        RunTurn(phase, pacer, due);

        phase.Due += _turn;
        if (pacer.Now - phase.Due > _turn)
        {
            phase.Due = pacer.Now;
        }
    }

    private void RunTurn(Phase phase, ITurnPacer pacer, TimeSpan due)
    {
        ImmutableArray<SessionTurns> members = phase.Members;
        if (members.IsEmpty)
        {
            admission.TurnTook(phase.Index, TimeSpan.Zero, late: false, sessions: 0);
            shedder.TurnTook(admission.Load, late: false);
            return;
        }

        phase.Running.Wait();
        try
        {
            TimeSpan started = pacer.Now;
            ModelTurn[] turns = phase.TurnsOf(members);
            foreach (SessionTurns session in members)
            {
                session.Begin(shedder.Level);
            }

            Step(members, turns);
            TimeSpan ended = pacer.Now;
            var timing = new TurnTiming(ended - started, (started - due).Duration(), Late: ended - due > _turn);
            foreach (SessionTurns session in members)
            {
                session.End(timing);
                Turns.Add(timing);
                metrics.TurnCompleted(timing);
            }

            metrics.Stepped(members.Length);
            SessionsPerStep += Smoothing * (members.Length - SessionsPerStep);
            admission.TurnTook(phase.Index, timing.Elapsed, timing.Late, _sessions);
            shedder.TurnTook(admission.Load, timing.Late);
            if (timing.Late)
            {
                LogLate(members.Length, (ended - due).TotalMilliseconds, _turn.TotalMilliseconds);
            }
        }
        finally
        {
            phase.Running.Release();
        }
    }

    private void Step(ImmutableArray<SessionTurns> members, ModelTurn[] turns)
    {
        watch.Begin();
        try
        {
            model.Step(turns);
        }
        catch (Exception exception)
        {
            LogStepFailed(members.Length, exception);
            foreach (SessionTurns session in members)
            {
                session.Fail(new ModelFailedException($"The model's step failed: {exception.Message}", exception));
            }
        }
        finally
        {
            watch.End();
        }
    }

    [LoggerMessage(LogLevel.Warning, "A micro-turn of {Sessions} session(s) was done {ElapsedMs:F0} ms after it was due; it has {BudgetMs:F0} ms.")]
    private partial void LogLate(int sessions, double elapsedMs, double budgetMs);

    [LoggerMessage(LogLevel.Error, "The model's step failed; its {Sessions} session(s) end.")]
    private partial void LogStepFailed(int sessions, Exception exception);

    /// <summary>Sessions that step together. Members change as a whole; the loop keeps the array of turns that goes with them.</summary>
    private sealed class Phase(int index)
    {
        private ImmutableArray<SessionTurns> _turnsOf = [];
        private ModelTurn[] _turns = [];

        public int Index { get; } = index;

        public ImmutableArray<SessionTurns> Members { get; private set; } = [];

        public TimeSpan Due { get; set; }

        /// <summary>Held while a turn runs.</summary>
        public SemaphoreSlim Running { get; } = new(1);

        public void Change(ImmutableArray<SessionTurns> members) => Members = members;

        public ModelTurn[] TurnsOf(ImmutableArray<SessionTurns> members)
        {
            if (_turnsOf != members)
            {
                _turns = [.. members.Select(session => session.Turn)];
                _turnsOf = members;
            }

            return _turns;
        }
    }
}
