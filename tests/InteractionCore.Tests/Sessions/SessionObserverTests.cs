using System.Text.Json;
using AgentHost.Testing;
using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Plugins;
using InteractionCore.Sessions;
using InteractionCore.Sessions.Observers;
using InteractionCore.Ui;

namespace InteractionCore.Tests.Sessions;

public sealed class SessionObserverTests
{
    private readonly ScriptedModel _model = new() { Words = ["hello", "there"] };

    public SessionObserverTests() => _model.OnTurn = turn =>
    {
        if (turn.Index == 1)
        {
            turn.Write(new LaneToken(Lane.Heard, 0, OffsetMs: 50));
            turn.Write(new LaneToken(Lane.Say, 1, OffsetMs: 100));
            turn.AudioSamples = 100;
        }
    };

    [Fact]
    public async Task An_observer_sees_what_was_heard_and_said_and_the_end()
    {
        var seen = new List<SessionEvent>();
        await using var fixture = Fixture(new Observer(async (_, events, _) =>
        {
            await foreach (SessionEvent sessionEvent in events)
            {
                seen.Add(sessionEvent);
            }
        }));

        await TalkAsync(fixture);

        Assert.Equal(new InputTranscript(400, " hello", EndMs: 250), seen[0]);
        Assert.Equal(new OutputTranscript(400, Epoch: 0, " there", StartMs: 500, Backchannel: false), seen[1]);
        SessionEnded end = Assert.IsType<SessionEnded>(seen[^1]);
        Assert.Equal((CloseReason.ClientLeft, 3), (end.Reason, seen.Count));
        Assert.Equal(["hello", "there"], end.Transcript.Select(entry => entry.Text));
    }

    [Fact]
    public async Task Each_session_is_followed_by_itself()
    {
        var sessions = new System.Collections.Concurrent.ConcurrentBag<string>();
        await using var fixture = Fixture(new Observer((session, _, _) =>
        {
            sessions.Add(session.Id);
            return Task.CompletedTask;
        }));

        await TalkAsync(fixture);
        await TalkAsync(fixture);

        Assert.Equal(["s1", "s2"], sessions.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_observer_that_throws_costs_itself_only()
    {
        var ends = new List<SessionEvent>();
        await using var fixture = Fixture(new Observer((_, _, _) => throw new InvalidOperationException("no paper")), Last(ends));

        SessionSummary summary = await TalkAsync(fixture);

        Assert.Equal(CloseReason.ClientLeft, summary.Reason);
        Assert.IsType<SessionEnded>(Assert.Single(ends));
        HealthReport report = (await fixture.Host.ReportAsync(CancellationToken.None))[1];
        Assert.Equal(("Observer test", Health.Limited, "it went wrong in 1 sessions. The last: failed in session s1: no paper"), (report.Part, report.Health, report.Detail));
    }

    [Fact]
    public async Task An_observer_that_never_ends_is_given_up_after_the_session()
    {
        using var never = new ManualResetEventSlim();
        await using var fixture = Fixture(new Observer((_, _, _) =>
        {
            // As bad as it can be: it blocks, and hears of nothing.
            never.Wait(Patience.Limit, CancellationToken.None);
            return Task.CompletedTask;
        }));
        (LoopbackTransport client, _, Task<SessionSummary> ended) = await fixture.ConnectAsync();
        await fixture.TurnAsync(3);
        client.Leave();
        await EndAsync(fixture, ended);
        Task observed = fixture.Host.WhenObserved();

        while (!observed.IsCompleted)
        {
            fixture.Time.Advance(Observation.Grace);
            await Task.WhenAny(observed, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None));
        }

        never.Set();
        Assert.EndsWith("did not finish within 10 s of the end of session s1", (await fixture.Host.ReportAsync(CancellationToken.None))[1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_observer_loses_the_oldest_and_is_told_how_many()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = new List<SessionEvent>();
        ObservedSession? followed = null;
        _model.OnTurn = turn => turn.Write(new LaneToken(Lane.Heard, 0, OffsetMs: 0));
        await using var fixture = Fixture(new Observer(async (session, events, _) =>
        {
            followed = session;
            await go.Task;
            await foreach (SessionEvent sessionEvent in events)
            {
                seen.Add(sessionEvent);
            }
        }));
        (LoopbackTransport client, _, Task<SessionSummary> ended) = await fixture.ConnectAsync();

        for (int i = 0; i < Observation.Capacity + 9; i++)
        {
            // The client keeps up, unlike the observer.
            await fixture.TurnAsync();
            await client.NextAsync<InputTranscript>();
        }

        _model.OnTurn = _ => { };
        client.Leave();
        await EndAsync(fixture, ended);
        go.SetResult();
        await fixture.Host.WhenObserved().WaitAsync(Patience.Limit);

        // Nine words more than are held, and the end.
        Assert.Equal((Observation.Capacity, 10L), (seen.Count, followed!.Missed));
        Assert.Equal(11 * 200, seen[0].TimeMs);
        Assert.IsType<SessionEnded>(seen[^1]);
    }

    [Fact]
    public async Task What_an_observer_says_reaches_the_model_and_its_card_the_client()
    {
        await using var fixture = Fixture(new Observer(async (session, events, token) =>
        {
            await foreach (SessionEvent _ in events.OfType<InputTranscript>())
            {
                await session.InjectAsync(new Injection(InjectionKind.Result, "there") { Ui = Cards.List("words", "Words", ["hello"]) }, token);
            }
        }));
        (LoopbackTransport client, _, _) = await fixture.ConnectAsync();
        await fixture.TurnAsync(2);

        Task<Injected> said = client.NextAsync<Injected>();
        while (!said.IsCompleted)
        {
            await fixture.TurnAsync();
        }

        Assert.Equal((InjectionKind.Result, "there", null), ((await said).Kind, (await said).Text, (await said).DelegationId));
        Assert.Equal("words", (await client.NextAsync<UiPatched>()).Ui.SurfaceId);
    }

    [Fact]
    public async Task A_card_of_an_observers_that_is_not_right_is_left_out_and_its_words_stay()
    {
        await using var fixture = Fixture(new Observer(async (session, events, token) =>
        {
            await foreach (SessionEvent _ in events.OfType<InputTranscript>())
            {
                await session.InjectAsync(new Injection(InjectionKind.Result, "there") { Ui = new UiDescriptor("wrong", [JsonElement.Parse("[]")]) }, token);
                await session.InjectAsync(new Injection(InjectionKind.Result, "hello") { Ui = Cards.List("right", "Words", ["hello"]) }, token);
            }
        }));
        (LoopbackTransport client, _, _) = await fixture.ConnectAsync();
        await fixture.TurnAsync(2);

        Task<UiPatched> shown = client.NextAsync<UiPatched>();
        while (!shown.IsCompleted)
        {
            await fixture.TurnAsync();
        }

        Assert.Equal("right", (await shown).Ui.SurfaceId);
    }

    [Fact]
    public async Task What_an_observer_says_when_the_session_has_ended_is_let_go()
    {
        int left = 1000;
        await using var fixture = Fixture(new Observer(async (session, events, token) =>
        {
            await foreach (SessionEvent _ in events.OfType<SessionEnded>())
            {
                // More than wait for a session that still runs.
                for (; left > 0; left--)
                {
                    await session.InjectAsync(new Injection(InjectionKind.Result, "there"), token);
                }
            }
        }));

        await TalkAsync(fixture);

        Assert.Equal(0, left);
        Assert.Equal(Health.Ok, (await fixture.Host.ReportAsync(CancellationToken.None))[1].Health);
    }

    private LiveSessionFixture Fixture(params ISessionObserver[] observers) => new(_model, agent: null, transcriber: null, observers: observers);

    private static Observer Last(List<SessionEvent> last) => new(async (_, events, _) =>
    {
        await foreach (SessionEvent sessionEvent in events)
        {
            last.Clear();
            last.Add(sessionEvent);
        }
    });

    private static async Task<SessionSummary> TalkAsync(LiveSessionFixture fixture)
    {
        (LoopbackTransport client, _, Task<SessionSummary> ended) = await fixture.ConnectAsync();
        await fixture.TurnAsync(3);
        client.Leave();
        SessionSummary summary = await EndAsync(fixture, ended);
        await fixture.Host.WhenObserved().WaitAsync(Patience.Limit);
        return summary;
    }

    private static async Task<SessionSummary> EndAsync(LiveSessionFixture fixture, Task<SessionSummary> ended)
    {
        while (!ended.IsCompleted)
        {
            await fixture.TurnAsync();
        }

        return await ended;
    }

    private sealed class Observer(Func<ObservedSession, IAsyncEnumerable<SessionEvent>, CancellationToken, Task> observe) : ISessionObserver
    {
        public string Name => "test";

        public Task ObserveAsync(ObservedSession session, IAsyncEnumerable<SessionEvent> events, CancellationToken cancellationToken) => observe(session, events, cancellationToken);
    }
}
