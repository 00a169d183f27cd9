using System.Globalization;
using AgentHost.Testing;
using InteractionCore.Delegation;
using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Sessions;
using InteractionCore.Turns;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace InteractionCore.Tests.Sessions;

/// <summary>Hours of conversation, in turns without a clock; alone, for they weigh the whole process's memory.</summary>
[Collection(nameof(LongSessionTests))]
[CollectionDefinition(nameof(LongSessionTests), DisableParallelization = true)]
public sealed class LongSessionTests
{
    private const int TurnsPerHour = 18_000;

    private readonly ScriptedModel _model = new() { Words = ["word", "ask"] };

    [Fact]
    public void The_third_hour_takes_no_more_memory_and_allocates_no_more_than_the_first()
    {
        SessionState state = State(_model.Layout);
        using var session = new SessionTurns(state);
        _model.OnTurn = Talk;

        long firstAllocated = Run(state, session, TurnsPerHour), firstKept = GC.GetTotalMemory(forceFullCollection: true);
        Run(state, session, TurnsPerHour);
        long thirdAllocated = Run(state, session, TurnsPerHour), thirdKept = GC.GetTotalMemory(forceFullCollection: true);

        Assert.InRange(thirdKept - firstKept, long.MinValue, 256 * 1024);
        Assert.InRange(thirdAllocated, 0, firstAllocated * 1.1);
        Assert.InRange(state.Transcript.WordCount, 1, Transcript.MaxWords);
        Assert.InRange(state.Facts.Count, 1, FactLog.Capacity);
    }

    [Fact]
    public void What_has_left_the_transcript_is_still_known_to_the_agent()
    {
        SessionState state = State(_model.Layout);
        using var session = new SessionTurns(state);
        state.Facts.Ask("d1", "who painted the mona lisa");
        Inject(state, "Leonardo painted it.", "d1");
        _model.OnTurn = Talk;
        Run(state, session, TurnsPerHour, injectEvery: int.MaxValue);

        IReadOnlyList<ChatMessage> messages = Conversation.ToMessages(state.CreateRequest("when did he paint it", nowMs: 0), default);

        Assert.Contains(messages, message => message.Text.Contains("- who painted the mona lisa: Leonardo painted it.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_model_that_takes_it_is_reminded_once_a_window_of_what_left_it()
    {
        var window = TimeSpan.FromSeconds(10);
        SessionState state = State(_model.Layout with { Window = window, TakesRecall = true });
        using var session = new SessionTurns(state);
        Inject(state, "Leonardo painted it.", "d1");
        Run(state, session, turns: 5, injectEvery: int.MaxValue);

        Run(state, session, turns: 5 * 34, injectEvery: int.MaxValue);

        // The answer when it came; then after 10, 20 and 30 seconds.
        Assert.Equal(1 + 3, _model.Sessions[^1].Injected.Count(text => text == "Leonardo painted it."));
    }

    [Fact]
    public void A_model_that_does_not_take_it_is_not_reminded()
    {
        SessionState state = State(_model.Layout with { Window = TimeSpan.FromSeconds(10) });
        using var session = new SessionTurns(state);
        Inject(state, "Leonardo painted it.", "d1");

        Run(state, session, turns: 5 * 60, injectEvery: int.MaxValue);

        Assert.Single(_model.Sessions[^1].Injected);
    }

    private static void Inject(SessionState state, string text, string delegationId) =>
        state.Channels.Injections.Writer.TryWrite(new Injection(InjectionKind.Result, text) { DelegationId = delegationId });

    /// <summary>Runs turns as the loop does; returns the bytes they allocated.</summary>
    private long Run(SessionState state, SessionTurns session, int turns, int injectEvery = 50)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < turns; i++)
        {
            if (i % injectEvery == injectEvery - 1)
            {
                Inject(state, "An answer of some words.", i.ToString(CultureInfo.InvariantCulture));
            }

            state.Channels.Audio.Writer.TryWrite(AudioChunk.Rent(_model.Layout.InputSamplesPerTurn));
            session.Begin();
            _model.Step([session.Turn]);
            session.End(new TurnTiming(TimeSpan.FromMilliseconds(1), TimeSpan.Zero, Late: false));
            while (state.Channels.Events.Reader.TryRead(out _))
            {
            }
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Talk(ModelTurn turn)
    {
        turn.Write(new LaneToken(turn.Index % 20 < 10 ? Lane.Heard : Lane.Say, 0, OffsetMs: 0));
        turn.Yielded = turn.Index % 200 == 0;
    }

    private SessionState State(ModelLayout layout) => new(_model.CreateSession(new ModelSessionOptions()), layout, new SessionSettings(), new InteractionOptions(),
        new InteractionMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()), TimeProvider.System);
}
