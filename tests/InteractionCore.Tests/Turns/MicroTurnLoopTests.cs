using AgentHost.Testing;
using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Sessions;
using InteractionCore.Turns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace InteractionCore.Tests.Turns;

public sealed class MicroTurnLoopTests : IDisposable
{
    private static readonly TimeSpan Turn = ScriptedModel.SmallLayout.TurnDuration;

    private readonly ScriptedModel _model = new();
    private readonly StepPacer _pacer = new(Turn);
    private readonly CancellationTokenSource _stop = new();
    private readonly InteractionMetrics _metrics = new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());

    [Fact]
    public async Task Sessions_of_one_phase_are_stepped_together()
    {
        var batches = new List<int>();
        _model.OnStep = batches.Add;
        MicroTurnLoop loop = Start(phases: 1);
        loop.Join(Session());
        loop.Join(Session());
        loop.Join(Session());

        await _pacer.TickAsync();

        Assert.Equal([3], batches);
    }

    [Fact]
    public async Task Sessions_are_spread_over_the_phases()
    {
        var batches = new List<int>();
        _model.OnStep = batches.Add;
        MicroTurnLoop loop = Start(phases: 4);
        for (int i = 0; i < 6; i++)
        {
            loop.Join(Session());
        }

        await _pacer.TickAsync();

        Assert.Equal([2, 2, 1, 1], batches);
    }

    [Fact]
    public async Task A_session_that_left_is_not_stepped_again()
    {
        MicroTurnLoop loop = Start(phases: 1);
        SessionTurns leaving = Session(), staying = Session();
        loop.Join(leaving);
        loop.Join(staying);
        await _pacer.TickAsync();

        loop.Leave(leaving);
        await loop.DrainAsync();
        await _pacer.TickAsync();

        Assert.Equal(0, leaving.Turn.Index);
        Assert.Equal(1, staying.Turn.Index);
    }

    [Fact]
    public async Task A_turn_that_ends_more_than_a_turn_after_it_was_due_counts_as_late()
    {
        MicroTurnLoop loop = Start(phases: 1);
        SessionState state = State();
        loop.Join(new SessionTurns(state));
        _model.OnTurn = turn => _pacer.Spend(turn.Index == 1 ? 1.5 * Turn : TimeSpan.Zero);

        await _pacer.TickAsync();
        await _pacer.TickAsync();
        await _pacer.TickAsync();

        Assert.Equal(1, state.Turns.Late);
        Assert.Equal(3, state.Turns.Count);
    }

    [Fact]
    public async Task How_far_from_its_time_a_turn_began_is_its_jitter()
    {
        MicroTurnLoop loop = Start(phases: 2);
        SessionState first = State(), second = State();
        loop.Join(new SessionTurns(first));
        loop.Join(new SessionTurns(second));
        _model.OnTurn = _ => _pacer.Spend(.25 * Turn);

        await _pacer.TickAsync();

        // The pacer's tick is a whole turn: the first phase was due half a turn before, the second now, but the first took a quarter.
        Assert.Equal((.5 * Turn).TotalMilliseconds, first.Turns.Jitter.MaxMs);
        Assert.Equal((.25 * Turn).TotalMilliseconds, second.Turns.Jitter.MaxMs);
        Assert.Equal(2, loop.Turns.Count);
    }

    [Fact]
    public async Task A_failure_in_one_session_leaves_the_others_running()
    {
        MicroTurnLoop loop = Start(phases: 1);
        SessionTurns failing = Session(), healthy = Session();
        _model.OnTurn = turn => turn.Failure = turn == failing.Turn ? "not a number" : null;
        loop.Join(failing);
        loop.Join(healthy);

        await _pacer.TickAsync();

        var failure = await Assert.ThrowsAsync<ModelFailedException>(() => failing.Ended);
        Assert.Equal("not a number", failure.Message);
        Assert.False(healthy.HasEnded);
    }

    [Fact]
    public async Task A_step_that_throws_ends_its_sessions_and_not_the_loop()
    {
        MicroTurnLoop loop = Start(phases: 1);
        SessionTurns first = Session();
        loop.Join(first);
        _model.OnTurn = _ => throw new InvalidOperationException("broken");
        await _pacer.TickAsync();
        await Assert.ThrowsAsync<ModelFailedException>(() => first.Ended);

        loop.Leave(first);
        SessionTurns second = Session();
        loop.Join(second);
        _model.OnTurn = _ => { };
        await _pacer.TickAsync();

        Assert.False(second.HasEnded);
        Assert.Equal(0, second.Turn.Index);
    }

    [Fact]
    public void Of_two_answers_the_client_learns_at_once_and_the_model_one_after_the_other()
    {
        SessionState state = State(_model.Layout with { TakesOneAnswerAtATime = true });
        using var session = new SessionTurns(state);
        state.Channels.Injections.Writer.TryWrite(new Injection(InjectionKind.Result, "fourteen"));
        state.Channels.Injections.Writer.TryWrite(new Injection(InjectionKind.Result, "sunny"));
        state.Channels.Injections.Writer.TryWrite(new Injection(InjectionKind.UserText, "hello"));
        RunTurns(session, 3);

        int told = 0;
        while (state.Channels.Events.Reader.TryRead(out SessionEvent? happened))
        {
            told += happened is Injected ? 1 : 0;
        }

        IReadOnlyList<string> known = _model.Sessions[^1].Injected;
        RunTurns(session, 30);

        Assert.Equal(3, told);
        Assert.Equal(["fourteen", "hello"], known);
        Assert.Equal(["fourteen", "hello", "sunny"], _model.Sessions[^1].Injected);
    }

    [Fact]
    public void An_answer_that_is_taken_back_while_it_waits_is_not_said_and_holds_up_none()
    {
        SessionState state = State(_model.Layout with { TakesOneAnswerAtATime = true });
        using var session = new SessionTurns(state);
        foreach ((string id, string answer) in new[] { ("d1", "fourteen"), ("d2", "sunny"), ("d3", "windy") })
        {
            state.Delegations.Add(id, $"task {id}");
            state.Channels.Injections.Writer.TryWrite(new Injection(InjectionKind.Result, answer) { DelegationId = id, Update = new DelegationUpdate(DelegationStatus.Completed) });
        }

        RunTurns(session, 3);
        Assert.Equal(2, state.Delegations.Count);
        state.Delegations.Cancel("d2");
        RunTurns(session, 30);

        Assert.Equal(["fourteen", "windy"], _model.Sessions[^1].Injected);
        Assert.Equal(0, state.Delegations.Count);
    }

    [Fact]
    public void A_silent_turn_allocates_nothing()
    {
        var shedder = new LoadShedder(turnsPerSecond: 5);
        SessionState state = State();
        using var session = new SessionTurns(state);
        for (int i = 0; i < 100; i++)
        {
            RunTurn();
        }

        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                RunTurn();
            }
        }));

        void RunTurn()
        {
            // 10 chunks of 20 ms, as they come from a client.
            for (int chunk = 0; chunk < 10; chunk++)
            {
                state.Channels.Audio.Writer.TryWrite(AudioChunk.Rent(_model.Layout.InputSamplesPerTurn / 10));
            }

            session.Begin();
            _model.Step([session.Turn]);
            var timing = new TurnTiming(TimeSpan.FromMilliseconds(1), TimeSpan.Zero, Late: false);
            session.End(timing);
            _metrics.TurnCompleted(timing);
            _metrics.Stepped(1);
            shedder.TurnTook(load: .5, late: false);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private static void RunTurns(SessionTurns session, int count)
    {
        for (int i = 0; i < count; i++)
        {
            session.Begin();
            session.End(new TurnTiming(TimeSpan.Zero, TimeSpan.Zero, Late: false));
        }
    }

    private MicroTurnLoop Start(int phases)
    {
        var loop = NewLoop(phases);
        _ = Task.Run(() => loop.RunAsync(_pacer, _stop.Token));
        return loop;
    }

    private SessionTurns Session() => new(State());

    private SessionState State(ModelLayout? layout = null) => new(_model.CreateSession(new ModelSessionOptions()), layout ?? _model.Layout, new SessionSettings(), new InteractionOptions(), _metrics, TimeProvider.System);

    private MicroTurnLoop NewLoop(int phases) => new(
        _model, phases, new Admission(maxSessions: 64, _model.Layout.TurnDuration, phases), new LoadShedder(5 * phases), new StepWatch(TimeProvider.System), _metrics, NullLogger.Instance);
}
