using AgentHost.Testing;
using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Sessions;
using InteractionCore.Turns;

namespace InteractionCore.Tests.Sessions;

public sealed class InteractionSessionTests
{
    private readonly ScriptedModel _model = new() { Words = ["hello", "there"] };

    [Fact]
    public async Task The_model_hears_what_the_client_sends()
    {
        float heard = 0;
        _model.OnTurn = turn => heard = turn.AudioIn.Max();
        await using var fixture = new LiveSessionFixture(_model);
        (_, SessionInput input, _) = await fixture.ConnectAsync();

        input.WriteAudio(AudioChunk.Copy(Enumerable.Repeat(0.5f, 400).ToArray()));
        await fixture.TurnAsync();

        Assert.Equal(0.5f, heard);
    }

    [Fact]
    public async Task Words_reach_the_client_with_their_times()
    {
        _model.OnTurn = turn =>
        {
            if (turn.Index == 2)
            {
                turn.Write(new LaneToken(Lane.Heard, 0, OffsetMs: 50));
                turn.Write(new LaneToken(Lane.Say, 1, OffsetMs: 100));
            }
        };
        await using var fixture = new LiveSessionFixture(_model);
        (LoopbackTransport client, _, _) = await fixture.ConnectAsync();

        await fixture.TurnAsync(3);

        Assert.Equal(new InputTranscript(600, " hello", EndMs: 450), await client.NextAsync<InputTranscript>());
        Assert.Equal(new OutputTranscript(600, Epoch: 0, " there", StartMs: 700, Backchannel: false), await client.NextAsync<OutputTranscript>());
    }

    [Fact]
    public async Task Speech_is_placed_where_it_plays()
    {
        _model.OnTurn = turn => turn.AudioSamples = turn.Index == 1 ? 150 : 0;
        await using var fixture = new LiveSessionFixture(_model);
        (LoopbackTransport client, _, _) = await fixture.ConnectAsync();

        await fixture.TurnAsync(2);

        AudioDelta audio = await client.NextAsync<AudioDelta>();
        Assert.Equal((400, 150), (audio.StartMs, audio.Chunk.Length));
    }

    [Fact]
    public async Task Yielding_raises_the_epoch_and_tells_the_client_once()
    {
        _model.OnTurn = turn =>
        {
            turn.Yielded = turn.Index == 1;
            turn.AudioSamples = 10;
        };
        await using var fixture = new LiveSessionFixture(_model);
        (LoopbackTransport client, _, _) = await fixture.ConnectAsync();

        await fixture.TurnAsync(3);

        Assert.Equal(0, (await client.NextAsync<AudioDelta>()).Epoch);
        Assert.Equal(1, (await client.NextAsync<OutputCleared>()).Epoch);
        Assert.Equal(1, (await client.NextAsync<AudioDelta>()).Epoch);
        Assert.Equal(600, (await client.NextAsync<AudioDelta>()).TimeMs);
    }

    [Fact]
    public async Task A_result_longer_than_one_turn_continues_in_the_next()
    {
        var fed = new List<int[]>();
        _model.OnTurn = turn => fed.Add(turn.Context[..turn.ContextCount]);
        await using var fixture = new LiveSessionFixture(_model);
        (_, SessionInput input, _) = await fixture.ConnectAsync();

        await input.InjectAsync(new Injection(InjectionKind.Result, "one two three four five six"), CancellationToken.None);
        await fixture.TurnAsync(3);

        Assert.Equal([[100, 101, 102, 103], [104, 105], []], fed);
    }

    [Fact]
    public async Task A_card_is_shown_in_the_turn_that_begins_to_feed_its_text()
    {
        await using var fixture = new LiveSessionFixture(_model);
        (LoopbackTransport client, SessionInput input, _) = await fixture.ConnectAsync();
        await fixture.TurnAsync();

        await input.InjectAsync(new Injection(InjectionKind.Result, "a b c d e f") { Ui = new UiDescriptor("card", []) }, CancellationToken.None);
        await input.InjectAsync(new Injection(InjectionKind.Result, "g") { Ui = new UiDescriptor("next", []) }, CancellationToken.None);
        await fixture.TurnAsync(3);

        Assert.Equal((400, "card"), Place(await client.NextAsync<UiPatched>()));
        Assert.Equal((800, "next"), Place(await client.NextAsync<UiPatched>()));

        static (long, string) Place(UiPatched patched) => (patched.TimeMs, patched.Ui.SurfaceId);
    }

    [Fact]
    public async Task A_client_that_stops_reading_ends_its_session()
    {
        _model.OnTurn = turn => _model.Write(turn, Lane.Say, "hello");
        await using var fixture = new LiveSessionFixture(_model, options: new InteractionOptions { EventQueueCapacity = 8 });
        (_, _, Task<SessionSummary> ended) = await fixture.ConnectAsync(client: new LoopbackTransport { Reads = false });

        await fixture.TurnAsync(10);

        Assert.Equal(CloseReason.SlowClient, (await ended.WaitAsync(Patience.Limit)).Reason);
    }

    [Fact]
    public async Task Leaving_frees_the_place_and_the_models_state()
    {
        await using var fixture = new LiveSessionFixture(_model, options: new InteractionOptions { MaxSessions = 1 });
        (LoopbackTransport client, _, Task<SessionSummary> ended) = await fixture.ConnectAsync();
        Assert.Null(fixture.Host.TryCreate(new SessionSettings(), out Refusal? refusal));
        Assert.Contains("All 1 sessions", refusal!.Reason, StringComparison.Ordinal);

        client.Leave();

        Assert.Equal(CloseReason.ClientLeft, (await ended.WaitAsync(Patience.Limit)).Reason);
        Assert.True(_model.Sessions[0].IsDisposed);
        Assert.NotNull(fixture.Host.TryCreate(new SessionSettings(), out _));
    }

    [Fact]
    public async Task A_model_failure_ends_the_session_with_its_reason()
    {
        _model.OnTurn = turn => turn.Failure = "The network's output is not a number.";
        await using var fixture = new LiveSessionFixture(_model);
        (_, _, Task<SessionSummary> ended) = await fixture.ConnectAsync();

        await fixture.TurnAsync();

        SessionSummary summary = await ended.WaitAsync(Patience.Limit);
        Assert.Equal((CloseReason.ModelFailed, "The network's output is not a number."), (summary.Reason, summary.Detail));
    }

    [Fact]
    public async Task A_broken_client_ends_only_its_own_session()
    {
        await using var fixture = new LiveSessionFixture(_model);
        (LoopbackTransport broken, _, Task<SessionSummary> ended) = await fixture.ConnectAsync();
        (_, _, Task<SessionSummary> other) = await fixture.ConnectAsync();

        broken.Fail(new InvalidOperationException("nonsense on the wire"));

        Assert.Equal(CloseReason.ClientError, (await ended.WaitAsync(Patience.Limit)).Reason);
        await fixture.TurnAsync();
        Assert.False(other.IsCompleted);
    }
}
