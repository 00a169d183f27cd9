using System.Runtime.CompilerServices;
using System.Text.Json;
using AgentHost.Testing;
using InteractionCore.Delegation;
using InteractionCore.Model;
using Microsoft.Extensions.AI;

namespace AgentHost.Tests.Dialects;

/// <summary>How a duplex session looks to a client of the Realtime protocol.</summary>
public sealed class RealtimeDialectTests
{
    private const string Path = "/v1/realtime?model=m";

    private readonly ScriptedModel _model = new() { Layout = ScriptedHost.QuickLayout, Words = ["hello", "weather"] };

    [Fact]
    public async Task A_session_starts_with_the_connection_and_its_subprotocol_is_answered()
    {
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model);
        await using WireClient client = await WireClient.ConnectAsync(host, Path, "realtime");

        JsonElement session = (await client.NextAsync("session.created")).GetProperty("session");

        Assert.Equal("realtime", client.SubProtocol);
        Assert.Equal(("realtime", "m", "audio/pcm"), (session.GetProperty("type").GetString(), session.GetProperty("model").GetString(),
            session.GetProperty("audio").GetProperty("output").GetProperty("format").GetProperty("type").GetString()));
    }

    [Fact]
    public async Task A_typed_item_with_a_response_gets_an_answer()
    {
        SpeakWhenTold();
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model);
        await using WireClient client = await WireClient.ConnectAsync(host, Path);
        await TypeAsync(client, "good morning");

        await client.SendAsync("""{"type":"response.create"}""");
        List<JsonElement> events = await client.UntilAsync("response.done");

        Assert.Equal(
            ["session.created", "conversation.item.added", "conversation.item.done", "response.created", "response.output_item.added", "conversation.item.added",
             "response.content_part.added", "response.output_audio_transcript.delta", "response.output_audio.delta", "response.output_audio.done",
             "response.output_audio_transcript.done", "response.content_part.done", "response.output_item.done", "conversation.item.done", "response.done"],
            Shape(events));
        JsonElement response = events[^1].GetProperty("response");
        Assert.Equal("completed", response.GetProperty("status").GetString());
        Assert.Equal(" hello", response.GetProperty("output")[0].GetProperty("content")[0].GetProperty("transcript").GetString());
        Assert.Equal(["good morning"], _model.Sessions[0].Injected);
    }

    [Fact]
    public async Task When_the_model_yields_speech_has_started_and_the_response_is_cancelled()
    {
        _model.OnTurn = turn =>
        {
            turn.AudioSamples = turn.Index is > 2 and < 10 ? 20 : 0;
            turn.Yielded = turn.Index == 10;
        };
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model);
        await using WireClient client = await WireClient.ConnectAsync(host, Path);

        List<JsonElement> events = await client.UntilAsync("response.done");

        JsonElement response = events[^1].GetProperty("response");
        Assert.Single(events, read => TypeOf(read) == "input_audio_buffer.speech_started");
        Assert.Equal(("cancelled", "turn_detected"), (response.GetProperty("status").GetString(), response.GetProperty("status_details").GetProperty("reason").GetString()));
        Assert.Equal("incomplete", response.GetProperty("output")[0].GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_the_user_says_becomes_an_item_with_its_words()
    {
        _model.OnTurn = turn =>
        {
            if (turn.Index == 3)
            {
                _model.Write(turn, Lane.Heard, "hello");
            }
        };
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model);
        await using WireClient client = await WireClient.ConnectAsync(host, Path);

        List<JsonElement> events = await client.UntilAsync("conversation.item.input_audio_transcription.completed");

        Assert.Equal(
            ["session.created", "input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped", "input_audio_buffer.committed", "conversation.item.added",
             "conversation.item.done", "conversation.item.input_audio_transcription.delta", "conversation.item.input_audio_transcription.completed"],
            events.Select(TypeOf));
        Assert.Equal("hello", events[^1].GetProperty("transcript").GetString());
        // The NuGet client takes whole seconds only.
        Assert.True(events[^1].GetProperty("usage").GetProperty("seconds").TryGetInt64(out _));
    }

    [Fact]
    public async Task The_agent_calls_the_clients_tool_and_its_answer_is_given_to_the_model()
    {
        Delegate();
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model, new ToolCallingAgent());
        await using WireClient client = await WireClient.ConnectAsync(host, Path);
        await OfferToolAsync(client);

        JsonElement call = await client.NextAsync("response.function_call_arguments.done");
        JsonElement done = (await client.NextAsync("response.done")).GetProperty("response");
        await AnswerAsync(client, call.GetProperty("call_id").GetString()!, "21 degrees");
        await client.SendAsync("""{"type":"response.create"}""");
        await client.NextAsync("response.created");

        Assert.Equal(("get_weather", """{"city":"paris"}"""), (call.GetProperty("name").GetString(), call.GetProperty("arguments").GetString()));
        Assert.Equal("function_call", done.GetProperty("output")[0].GetProperty("type").GetString());
        await ScriptedHost.UntilAsync(() => _model.Sessions[0].Injected.Contains("it is 21 degrees"));
    }

    [Fact]
    public async Task Outputs_that_come_for_nothing_or_twice_or_too_late_break_nothing()
    {
        Delegate();
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model, new ToolCallingAgent());
        await using WireClient client = await WireClient.ConnectAsync(host, Path);
        await OfferToolAsync(client);
        await AnswerAsync(client, "call_of_nobody", "x");

        string callId = (await client.NextAsync("response.function_call_arguments.done")).GetProperty("call_id").GetString()!;
        await AnswerAsync(client, callId, "21 degrees");
        await AnswerAsync(client, callId, "99 degrees");
        await ScriptedHost.UntilAsync(() => _model.Sessions[0].Injected.Count > 0);
        await AnswerAsync(client, callId, "100 degrees");
        await client.SendAsync("""{"type":"input_audio_buffer.clear"}""");

        await client.NextAsync("input_audio_buffer.cleared");
        Assert.Equal(["it is 21 degrees"], _model.Sessions[0].Injected);
    }

    [Fact]
    public async Task A_second_response_gets_a_plain_error_and_the_first_goes_on()
    {
        SpeakWhenTold();
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model);
        await using WireClient client = await WireClient.ConnectAsync(host, Path);

        await client.SendAsync("""{"type":"response.create"}""");
        await client.SendAsync("""{"type":"response.create","event_id":"second"}""");
        JsonElement error = (await client.NextAsync("error")).GetProperty("error");
        await TypeAsync(client, "good morning");
        await client.SendAsync("""{"type":"response.create"}""");

        Assert.Equal(("conversation_already_has_active_response", "second"), (error.GetProperty("code").GetString(), error.GetProperty("event_id").GetString()));
        Assert.Equal("completed", (await client.NextAsync("response.done")).GetProperty("response").GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(99_000)]
    public async Task Speech_can_be_truncated_anywhere_even_past_its_end(int endMs)
    {
        SpeakWhenTold();
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model);
        await using WireClient client = await WireClient.ConnectAsync(host, Path);
        await TypeAsync(client, "good morning");
        await client.SendAsync("""{"type":"response.create"}""");
        string item = (await client.NextAsync("response.output_audio.done")).GetProperty("item_id").GetString()!;

        await client.SendAsync($$"""{"type":"conversation.item.truncate","item_id":"{{item}}","content_index":0,"audio_end_ms":{{endMs}}}""");

        Assert.Equal(endMs, (await client.NextAsync("conversation.item.truncated")).GetProperty("audio_end_ms").GetInt32());
    }

    [Fact]
    public async Task A_cancelled_response_ends_and_the_rest_of_the_speech_is_not_heard()
    {
        _model.OnTurn = turn => turn.AudioSamples = turn.Index < 100 ? 20 : 0;
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model);
        await using WireClient client = await WireClient.ConnectAsync(host, Path);
        await client.NextAsync("response.output_audio.delta");

        await client.SendAsync("""{"type":"response.cancel"}""");
        JsonElement response = (await client.NextAsync("response.done")).GetProperty("response");
        await client.SendAsync("""{"type":"response.create"}""");
        List<JsonElement> rest = await client.UntilAsync("response.done");

        Assert.Equal("client_cancelled", response.GetProperty("status_details").GetProperty("reason").GetString());
        Assert.DoesNotContain(rest, read => TypeOf(read) is "response.output_audio.delta" or "input_audio_buffer.speech_started");
    }

    private static string TypeOf(JsonElement read) => read.GetProperty("type").GetString()!;

    /// <summary>The types without the repetitions of deltas.</summary>
    private static List<string> Shape(IEnumerable<JsonElement> events)
    {
        var shape = new List<string>();
        foreach (string type in events.Select(TypeOf))
        {
            if (shape.Count == 0 || shape[^1] != type)
            {
                shape.Add(type);
            }
        }

        return shape;
    }

    /// <summary>Says one word and 100 ms of sound after something was typed.</summary>
    private void SpeakWhenTold()
    {
        long told = long.MaxValue;
        _model.OnTurn = turn =>
        {
            told = turn.ContextCount > 0 ? turn.Index : told;
            turn.AudioSamples = turn.Index > told && turn.Index <= told + 5 ? 20 : 0;
            if (turn.Index == told + 1)
            {
                _model.Write(turn, Lane.Say, "hello");
            }
        };
    }

    /// <summary>Delegates when half a second has passed.</summary>
    private void Delegate() => _model.OnTurn = turn =>
    {
        if (turn.Index == 25)
        {
            _model.Write(turn, Lane.Delegate, "weather", SpanMark.Begin);
            _model.Write(turn, Lane.Delegate, "weather");
            _model.Write(turn, Lane.Delegate, "weather", SpanMark.End);
        }
    };

    private static Task TypeAsync(WireClient client, string text) => client.SendAsync(
        $$$"""{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"{{{text}}}"}]}}""");

    private static Task AnswerAsync(WireClient client, string callId, string output) => client.SendAsync(
        $$$"""{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"{{{callId}}}","output":"{{{output}}}"}}""");

    private static async Task OfferToolAsync(WireClient client)
    {
        await client.SendAsync("""{"type":"session.update","session":{"type":"realtime","tools":[{"type":"function","name":"get_weather","description":"the weather","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}]}}""");
        await client.NextAsync("session.updated");
    }

    /// <summary>Calls the first tool there is, and says what it answered.</summary>
    private sealed class ToolCallingAgent : IBackgroundAgent
    {
        public async IAsyncEnumerable<ChatResponseUpdate> RunAsync(AgentRun run, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            object? answer = await run.Toolsets[0].Functions[0].InvokeAsync(new AIFunctionArguments { ["city"] = "paris" }, cancellationToken);
            yield return new ChatResponseUpdate(ChatRole.Assistant, $"it is {answer}");
        }
    }
}
