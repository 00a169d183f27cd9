using System.Diagnostics.Metrics;
using AgentHost.Testing;
using InteractionCore.Model;
using InteractionCore.Plugins;
using InteractionCore.Sessions;
using InteractionCore.Turns;
using Microsoft.Extensions.DependencyInjection;

namespace InteractionCore.Tests.Sessions;

/// <summary>A model that is too slow, on purpose.</summary>
public sealed class OverloadTests
{
    private static readonly TimeSpan Turn = ScriptedModel.SmallLayout.TurnDuration;

    [Fact]
    public async Task One_more_is_refused_with_a_hint_when_steps_take_too_much_of_a_turn()
    {
        var model = new ScriptedModel();
        await using var fixture = new LiveSessionFixture(model);
        model.OnTurn = _ => fixture.Spend(.3 * Turn);
        await fixture.ConnectAsync();
        await fixture.ConnectAsync();
        await fixture.TurnAsync(40);

        Assert.Null(fixture.Host.TryCreate(new SessionSettings(), out Refusal? refusal));

        Assert.Contains("one more would be late", refusal!.Reason, StringComparison.Ordinal);
        Assert.True(refusal.RetryAfter > TimeSpan.Zero);
        Assert.Equal((1, 2), (fixture.Host.Status().Refused, fixture.Host.Status().Sessions));
    }

    [Fact]
    public async Task After_late_turns_nobody_is_let_in_until_the_hint_says()
    {
        var model = new ScriptedModel();
        await using var fixture = new LiveSessionFixture(model);
        await fixture.ConnectAsync();
        await fixture.ConnectAsync();
        model.OnStep = _ => fixture.Spend(1.5 * Turn);
        await fixture.TurnAsync(2);
        Assert.Null(fixture.Host.TryCreate(new SessionSettings(), out Refusal? refusal));
        Assert.Contains("late with 2 sessions", refusal!.Reason, StringComparison.Ordinal);

        model.OnStep = _ => { };
        await fixture.TurnAsync(60);

        Assert.NotNull(fixture.Host.TryCreate(new SessionSettings(), out _));
    }

    [Fact]
    public async Task Pictures_and_reports_go_first_and_speech_stays_whole_and_in_order()
    {
        var pictures = new HashSet<VideoFrame>();
        var model = new ScriptedModel { Layout = ScriptedModel.SmallLayout with { TakesVideo = true }, OnPicture = picture => pictures.Add(picture) };
        await using var fixture = new LiveSessionFixture(model);
        model.OnTurn = turn =>
        {
            turn.AudioSamples = (int)turn.Index + 1;
            fixture.Spend(1.2 * Turn);
        };
        (LoopbackTransport client, SessionInput input, _) = await fixture.ConnectAsync(new SessionSettings { ReportTurns = true });

        for (int i = 0; i < 50; i++)
        {
            input.ShowFrame(new VideoFrame(new byte[] { (byte)i }, "image/png"));
            await fixture.TurnAsync();
        }

        Assert.InRange(pictures.Count, 1, 10);
        Assert.Equal(Shedding.FewerReports, fixture.Host.Status().Shedding);
        for (int turn = 0; turn < 50; turn++)
        {
            AudioDelta audio = await client.NextAsync<AudioDelta>();
            Assert.Equal((turn + 1, (turn + 1) * 200L), (audio.Chunk.Length, audio.StartMs));
        }
    }

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 20)]
    public void Under_overload_late_turns_are_reported_and_others_once_a_second(bool late, int reported)
    {
        var model = new ScriptedModel();
        var metrics = new InteractionMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
        var state = new SessionState(model.CreateSession(new ModelSessionOptions()), model.Layout, new SessionSettings { ReportTurns = true }, new InteractionOptions(), metrics, TimeProvider.System);
        using var session = new SessionTurns(state);

        for (int turn = 0; turn < 20; turn++)
        {
            session.Begin(Shedding.FewerReports);
            session.End(new TurnTiming(TimeSpan.Zero, TimeSpan.Zero, late));
        }

        Assert.Equal(reported, state.Channels.Events.Reader.Count);
    }

    [Fact]
    public async Task An_idle_host_shows_every_picture_and_reports_every_turn()
    {
        var pictures = new HashSet<VideoFrame>();
        var model = new ScriptedModel { Layout = ScriptedModel.SmallLayout with { TakesVideo = true }, OnPicture = picture => pictures.Add(picture) };
        await using var fixture = new LiveSessionFixture(model);
        (LoopbackTransport client, SessionInput input, _) = await fixture.ConnectAsync(new SessionSettings { ReportTurns = true });

        for (int i = 0; i < 10; i++)
        {
            input.ShowFrame(new VideoFrame(new byte[] { (byte)i }, "image/png"));
            await fixture.TurnAsync();
            await client.NextAsync<TurnTimed>(timed => timed.Turn == i);
        }

        Assert.Equal(10, pictures.Count);
    }

    [Fact]
    public async Task A_step_that_does_not_end_is_said_within_two_seconds_and_its_sessions_end()
    {
        using var stepping = new SemaphoreSlim(0);
        using var release = new SemaphoreSlim(0);
        ScriptedModel model = StuckModel(stepping, release);
        await using var fixture = new LiveSessionFixture(model);
        (_, _, Task<SessionSummary> ended) = await fixture.ConnectAsync();
        fixture.BeginTurn();
        Assert.True(await stepping.WaitAsync(Patience.Limit));

        fixture.Time.Advance(TimeSpan.FromSeconds(2));

        SessionSummary summary = await ended.WaitAsync(Patience.Limit);
        Assert.Equal(CloseReason.ModelFailed, summary.Reason);
        Assert.Contains("has not finished a step", summary.Detail, StringComparison.Ordinal);
        Assert.Equal(Health.Broken, (await fixture.Host.ReportAsync(CancellationToken.None))[0].Health);
        Assert.Null(fixture.Host.TryCreate(new SessionSettings(), out Refusal? refusal));
        Assert.Contains("has not finished a step", refusal!.Reason, StringComparison.Ordinal);
        Assert.False(model.Sessions[0].IsDisposed);
        release.Release(1_000);
    }

    [Fact]
    public async Task A_pause_of_the_whole_machine_ends_nobody()
    {
        using var stepping = new SemaphoreSlim(0);
        using var release = new SemaphoreSlim(0);
        ScriptedModel model = StuckModel(stepping, release);
        await using var fixture = new LiveSessionFixture(model);
        (_, _, Task<SessionSummary> ended) = await fixture.ConnectAsync();
        Task turn = fixture.TurnAsync();
        Assert.True(await stepping.WaitAsync(Patience.Limit));

        // One look finds the step too long; before the next it is over.
        fixture.Time.Advance(TimeSpan.FromSeconds(1.5));
        release.Release(1_000);
        await turn;
        fixture.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.False(ended.IsCompleted);
        Assert.NotNull(fixture.Host.TryCreate(new SessionSettings(), out _));
    }

    /// <summary>Tells when it steps, and steps until it is released.</summary>
    private static ScriptedModel StuckModel(SemaphoreSlim stepping, SemaphoreSlim release) => new()
    {
        OnStep = _ =>
        {
            stepping.Release();
            release.Wait(Patience.Limit);
        },
    };
}
