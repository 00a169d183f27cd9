using AgentHost.Testing;
using InteractionCore.Delegation;
using InteractionCore.Model;
using InteractionCore.Realtime;
using InteractionCore.Sessions;
using InteractionCore.Tests.Delegation;
using Microsoft.Extensions.AI;

namespace InteractionCore.Tests.Realtime;

/// <summary>A program in the host's own process.</summary>
public sealed class LiveHostRealtimeClientTests
{
    private static readonly RealtimeSessionOptions Options = new()
    {
        InputAudioFormat = new RealtimeAudioFormat("audio/pcm", 16_000),
        OutputAudioFormat = new RealtimeAudioFormat("audio/pcm", 16_000),
    };

    private readonly ScriptedModel _model = new()
    {
        Words = ["hello", "weather"],
        Layout = ScriptedModel.SmallLayout with { InputSampleRate = 16_000, InputSamplesPerTurn = 3_200, OutputSampleRate = 16_000 },
    };

    [Fact]
    public async Task What_is_appended_is_heard_by_the_model()
    {
        float loudest = 0;
        _model.OnTurn = turn => loudest = Math.Max(loudest, turn.AudioIn.Max());
        await using var host = new LiveSessionFixture(_model);
        await using IRealtimeClientSession session = await ConnectAsync(host);

        byte[] pcm = [.. Enumerable.Repeat<byte[]>([0, 64], 8_000).SelectMany(sample => sample)];
        await session.SendAsync(new InputAudioBufferAppendRealtimeClientMessage(new DataContent(pcm, "audio/pcm")));
        await host.TurnAsync(3);

        Assert.Equal(.5f, loudest);
    }

    [Fact]
    public async Task Speech_comes_as_a_response_with_words_and_sound()
    {
        _model.OnTurn = turn =>
        {
            if (turn.Index == 1)
            {
                _model.Write(turn, Lane.Say, "hello");
                turn.AudioSamples = turn.AudioOut.Length;
            }
        };
        await using var host = new LiveSessionFixture(_model);
        await using IRealtimeClientSession session = await ConnectAsync(host);
        Task<List<RealtimeServerMessage>> reading = ReadAsync(session, RealtimeServerMessageType.ResponseDone);

        await host.TurnAsync(6);
        List<RealtimeServerMessage> messages = await reading.WaitAsync(Patience.Limit);

        Assert.Equal(
            [RealtimeServerMessageType.ResponseCreated, RealtimeServerMessageType.OutputAudioTranscriptionDelta, RealtimeServerMessageType.OutputAudioDelta, RealtimeServerMessageType.ResponseDone],
            messages.Select(message => message.Type));
        Assert.Equal(" hello", ((OutputTextAudioRealtimeServerMessage)messages[1]).Text);
        Assert.Equal(6_400, Convert.FromBase64String(((OutputTextAudioRealtimeServerMessage)messages[2]).Audio!).Length);
        Assert.Equal(RealtimeResponseStatus.Completed, ((ResponseCreatedRealtimeServerMessage)messages[3]).Status);
    }

    [Fact]
    public async Task When_the_model_yields_the_response_is_cancelled()
    {
        _model.OnTurn = turn =>
        {
            turn.AudioSamples = turn.Index < 2 ? turn.AudioOut.Length : 0;
            turn.Yielded = turn.Index == 2;
        };
        await using var host = new LiveSessionFixture(_model);
        await using IRealtimeClientSession session = await ConnectAsync(host);
        Task<List<RealtimeServerMessage>> reading = ReadAsync(session, RealtimeServerMessageType.ResponseDone);

        await host.TurnAsync(4);

        Assert.Equal(RealtimeResponseStatus.Cancelled, ((ResponseCreatedRealtimeServerMessage)(await reading.WaitAsync(Patience.Limit))[^1]).Status);
    }

    [Fact]
    public async Task Typed_words_reach_the_model_and_heard_words_the_program()
    {
        _model.OnTurn = turn =>
        {
            if (turn.Index == 1)
            {
                _model.Write(turn, Lane.Heard, "weather");
            }
        };
        await using var host = new LiveSessionFixture(_model);
        await using IRealtimeClientSession session = await ConnectAsync(host);
        Task<List<RealtimeServerMessage>> reading = ReadAsync(session, RealtimeServerMessageType.InputAudioTranscriptionDelta);

        await session.SendAsync(new CreateConversationItemRealtimeClientMessage(new RealtimeConversationItem([new TextContent("good morning")], null, ChatRole.User)));
        await session.SendAsync(new CreateResponseRealtimeClientMessage());
        await host.TurnAsync(3);

        Assert.Equal(["good morning"], _model.Sessions[0].Injected);
        Assert.Equal(" weather", ((InputAudioTranscriptionRealtimeServerMessage)(await reading.WaitAsync(Patience.Limit))[^1]).Transcription);
    }

    [Fact]
    public async Task The_programs_function_is_called_for_the_agent_and_answered()
    {
        _model.OnTurn = turn =>
        {
            if (turn.Index == 1)
            {
                _model.Write(turn, Lane.Delegate, "weather", SpanMark.Begin);
                _model.Write(turn, Lane.Delegate, "weather");
                _model.Write(turn, Lane.Delegate, "weather", SpanMark.End);
            }
        };
        await using var host = new LiveSessionFixture(_model, ScriptedAgents.Agent(CallFirst));
        await using IRealtimeClientSession session = await ConnectAsync(host, AIFunctionFactory.Create((string city) => "", "get_weather"));
        Task<List<RealtimeServerMessage>> reading = ReadAsync(session, RealtimeServerMessageType.ResponseOutputItemDone);
        await TurnUntilAsync(host, () => reading.IsCompleted);

        var item = (ResponseOutputItemRealtimeServerMessage)(await reading)[^1];
        FunctionCallContent call = item.Item!.Contents!.OfType<FunctionCallContent>().Single();
        await session.SendAsync(new CreateConversationItemRealtimeClientMessage(new RealtimeConversationItem([new FunctionResultContent(call.CallId, "sunny")], null, ChatRole.Tool)));
        await TurnUntilAsync(host, () => _model.Sessions[0].Injected.Count > 0);

        Assert.Equal(("get_weather", "paris"), (call.Name, call.Arguments!["city"]!.ToString()));
        Assert.Equal(["it is sunny"], _model.Sessions[0].Injected);
    }

    [Fact]
    public async Task A_host_without_room_says_so()
    {
        await using var host = new LiveSessionFixture(_model, options: new InteractionOptions { MaxSessions = 1 });
        await using IRealtimeClientSession first = await ConnectAsync(host);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => ConnectAsync(host));

        Assert.Contains("lets no session in", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_fails_ends_the_messages_with_the_reason()
    {
        _model.OnTurn = turn => turn.Failure = "no more";
        await using var host = new LiveSessionFixture(_model);
        await using IRealtimeClientSession session = await ConnectAsync(host);
        Task<List<RealtimeServerMessage>> reading = ReadAsync(session, RealtimeServerMessageType.Error);

        await host.TurnAsync(2);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => reading.WaitAsync(Patience.Limit));
        Assert.Contains("no more", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<IRealtimeClientSession> ConnectAsync(LiveSessionFixture host, params AITool[] tools)
    {
        using var client = new LiveHostRealtimeClient(host.Host);
        IRealtimeClientSession session = await client.CreateSessionAsync(new RealtimeSessionOptions { InputAudioFormat = Options.InputAudioFormat, OutputAudioFormat = Options.OutputAudioFormat, Tools = tools });
        // Taken once the session takes turns.
        await session.SendAsync(new InputAudioBufferCommitRealtimeClientMessage());
        return session;
    }

    /// <summary>All messages up to the first of a type.</summary>
    private static async Task<List<RealtimeServerMessage>> ReadAsync(IRealtimeClientSession session, RealtimeServerMessageType last)
    {
        var messages = new List<RealtimeServerMessage>();
        await foreach (RealtimeServerMessage message in session.GetStreamingResponseAsync())
        {
            messages.Add(message);
            if (message.Type == last)
            {
                break;
            }
        }

        return messages;
    }

    private static async Task TurnUntilAsync(LiveSessionFixture host, Func<bool> condition)
    {
        // Turns without a pause would be more than a reader can follow.
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (!condition())
        {
            await host.TurnAsync();
            await pause.WaitForNextTickAsync(patience.Token);
        }
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> CallFirst(AgentRun run)
    {
        object? answer = await run.Toolsets[0].Functions[0].InvokeAsync(new AIFunctionArguments { ["city"] = "paris" });
        yield return new ChatResponseUpdate(ChatRole.Assistant, $"it is {answer}");
    }
}
