using System.Runtime.CompilerServices;
using System.Text.Json;
using AgentHost.Testing;
using InteractionCore.Delegation;
using InteractionCore.Model;
using Microsoft.Extensions.AI;

namespace AgentHost.Tests.Dialects;

/// <summary>
/// Every way a result can go wrong, together with every other: beside one for nobody, after the model was interrupted, twice, for a task
/// that was taken back, and saying that it failed. None breaks the session, and the model is told what still concerns it, once.
/// </summary>
public sealed class ResultMatrixTests
{
    private readonly ScriptedModel _model = new() { Layout = ScriptedHost.QuickLayout, Words = ["weather"] };
    private volatile bool _interrupt;
    private volatile bool _takeBack;

    public static TheoryData<bool, bool, bool, bool, bool> Everything
    {
        get
        {
            var data = new TheoryData<bool, bool, bool, bool, bool>();
            for (int bits = 0; bits < 32; bits++)
            {
                data.Add((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, (bits & 16) != 0);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task A_client_that_does_the_work_itself(bool orphan, bool late, bool duplicate, bool cancelled, bool failed)
    {
        Script();
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model);
        (WireClient client, _) = await WireClient.StartLiveAsync(host, """{"delegation":{"type":"client"},"extensions":["delegations","playback"]}""");
        string id = (await client.NextAsync("session.delegation.created")).GetProperty("delegation").GetProperty("id").GetString()!;
        string result = failed ? "it did not work" : "it is sunny";

        if (orphan)
        {
            await CommentAsync(client, "d99", "for nobody");
            Assert.Equal("unknown_delegation", await client.ErrorAsync());
        }

        if (late)
        {
            _interrupt = true;
            await client.NextAsync("session.output_audio.cleared");
        }

        if (cancelled)
        {
            _takeBack = true;
            Assert.Equal("cancelled", (await client.NextAsync("session.delegation.updated")).GetProperty("status").GetString());
        }

        for (int i = 0; i < (duplicate ? 2 : 1); i++)
        {
            await CommentAsync(client, id, result);
            await client.NextAsync("session.commentary.appended");
        }

        await CommentAsync(client, null, "and on");
        await ScriptedHost.UntilAsync(() => _model.Sessions[0].Injected.Contains("and on"));
        Assert.Equal(cancelled ? ["and on"] : [result, "and on"], _model.Sessions[0].Injected);
        await client.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task A_client_whose_function_the_agent_calls(bool orphan, bool late, bool duplicate, bool cancelled, bool failed)
    {
        Script();
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model, new ToolCallingAgent());
        await using WireClient client = await WireClient.ConnectAsync(host, "/v1/realtime?model=m");
        await client.SendAsync("""{"type":"session.update","session":{"type":"realtime","tools":[{"type":"function","name":"get_weather","parameters":{"type":"object","properties":{}}}]}}""");
        await client.NextAsync("session.updated");
        string call = (await client.NextAsync("response.function_call_arguments.done")).GetProperty("call_id").GetString()!;
        string result = failed ? "an error" : "sunny";

        if (orphan)
        {
            await AnswerAsync(client, "call_of_nobody", "for nobody");
        }

        if (late)
        {
            _interrupt = true;
            await client.NextAsync("input_audio_buffer.speech_started");
        }

        if (cancelled)
        {
            _takeBack = true;
            await ScriptedHost.UntilAsync(() => host.Host.Status().Live[0].OpenDelegations == 0);
        }

        for (int i = 0; i < (duplicate ? 2 : 1); i++)
        {
            await AnswerAsync(client, call, result);
        }

        string[] expected = cancelled ? [] : [$"it is {result}"];
        await ScriptedHost.UntilAsync(() => _model.Sessions[0].Injected.Count == expected.Length);
        await client.SendAsync("""{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"and on"}]}}""");
        await client.SendAsync("""{"type":"response.create"}""");
        await ScriptedHost.UntilAsync(() => _model.Sessions[0].Injected.Contains("and on"));
        Assert.Equal([.. expected, "and on"], _model.Sessions[0].Injected);
    }

    /// <summary>Hands a task over while it speaks; is interrupted and takes the task back when the test says so.</summary>
    private void Script()
    {
        bool speaks = true;
        _model.OnTurn = turn =>
        {
            if (turn.Index == 15)
            {
                _model.Write(turn, Lane.Delegate, "weather", SpanMark.Begin);
                _model.Write(turn, Lane.Delegate, "weather");
                _model.Write(turn, Lane.Delegate, "weather", SpanMark.End);
            }

            turn.Yielded = _interrupt && speaks;
            speaks &= !_interrupt;
            turn.AudioSamples = speaks ? turn.AudioOut.Length : 0;
            if (_takeBack)
            {
                _takeBack = false;
                _model.Write(turn, Lane.Delegate, "weather", SpanMark.Cancel);
            }
        };
    }

    private static Task CommentAsync(WireClient client, string? delegationId, string content) =>
        client.SendAsync(JsonSerializer.Serialize(new Dictionary<string, string?> { ["type"] = "session.commentary.append", ["delegation_id"] = delegationId, ["content"] = content }));

    private static Task AnswerAsync(WireClient client, string callId, string output) => client.SendAsync(
        $$$"""{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"{{{callId}}}","output":"{{{output}}}"}}""");

    private sealed class ToolCallingAgent : IBackgroundAgent
    {
        public async IAsyncEnumerable<ChatResponseUpdate> RunAsync(AgentRun run, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            object? answer = await run.Toolsets[0].Functions[0].InvokeAsync([], cancellationToken);
            yield return new ChatResponseUpdate(ChatRole.Assistant, $"it is {answer}");
        }
    }
}
