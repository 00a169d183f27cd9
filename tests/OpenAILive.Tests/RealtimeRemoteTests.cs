using System.Runtime.CompilerServices;
using System.Text.Json;
using AgentHost.Testing;
using AgentHost.Tests.Dialects;
using InteractionCore.Delegation;
using InteractionCore.Model;
using Microsoft.Extensions.AI;
using OpenAILive.Tests.Hosts;

namespace OpenAILive.Tests;

/// <summary>The remote is a second host, spoken to in the Realtime protocol.</summary>
public sealed class RealtimeRemoteTests
{
    private readonly ScriptedModel _model = new() { Layout = ScriptedHost.QuickLayout, Words = ["hello", "weather"] };

    [Fact]
    public async Task Words_and_sound_of_a_response_reach_the_client()
    {
        _model.OnTurn = turn =>
        {
            turn.AudioSamples = turn.Index is >= 10 and < 60 ? turn.AudioOut.Length : 0;
            if (turn.Index == 10)
            {
                _model.Write(turn, Lane.Say, "hello");
            }
        };
        await using Pair pair = await StartAsync();
        await using WireClient client = await pair.ConnectAsync();

        JsonElement words = await client.NextAsync("session.output_transcript.delta");
        await client.NextAsync("session.output_audio.delta");

        Assert.Equal(" hello", words.GetProperty("delta").GetString());
    }

    [Fact]
    public async Task When_the_user_begins_to_speak_what_was_not_played_is_void()
    {
        _model.OnTurn = turn =>
        {
            turn.AudioSamples = turn.Index < 100 ? turn.AudioOut.Length : 0;
            turn.Yielded = turn.Index == 100;
        };
        await using Pair pair = await StartAsync();
        await using WireClient client = await pair.ConnectAsync();

        await client.NextAsync("session.output_audio.delta");
        JsonElement cleared = await client.NextAsync("session.output_audio.cleared");

        Assert.Equal(1, cleared.GetProperty("epoch").GetInt32());
    }

    [Fact]
    public async Task What_the_user_says_becomes_heard_words()
    {
        _model.OnTurn = turn =>
        {
            if (turn.Index == 20)
            {
                _model.Write(turn, Lane.Heard, "weather");
            }
        };
        await using Pair pair = await StartAsync();
        await using WireClient client = await pair.ConnectAsync();

        Assert.Equal(" weather", (await client.NextAsync("session.input_transcript.delta")).GetProperty("delta").GetString());
    }

    [Fact]
    public async Task A_call_of_the_delegate_function_is_done_by_this_hosts_agent_and_answered()
    {
        _model.OnTurn = turn =>
        {
            if (turn.Index == 25)
            {
                _model.Write(turn, Lane.Delegate, "weather", SpanMark.Begin);
                _model.Write(turn, Lane.Delegate, "weather");
                _model.Write(turn, Lane.Delegate, "weather", SpanMark.End);
            }
        };
        await using Pair pair = await StartAsync(new AnsweringAgent(_ => "it is sunny"));
        await using WireClient client = await pair.ConnectAsync();

        JsonElement created = (await client.NextAsync("session.delegation.created")).GetProperty("delegation");
        await ScriptedHost.UntilAsync(() => _model.Sessions[0].Injected.Count > 0);

        Assert.Equal("weather in paris", created.GetProperty("task").GetString());
        Assert.Equal(["the delegate says it is sunny"], _model.Sessions[0].Injected);
    }

    private Task<Pair> StartAsync(IBackgroundAgent? agent = null) => Pair.StartAsync(
        _model, agent,
        settings => settings with { Protocol = Protocol.Realtime, Additions = false, Address = new UriBuilder(settings.Address) { Path = "/v1/realtime", Query = "model=m" }.Uri },
        remoteAgent: new DelegatingAgent());

    /// <summary>The remote's agent has one tool, which is this host.</summary>
    private sealed class DelegatingAgent : IBackgroundAgent
    {
        public async IAsyncEnumerable<ChatResponseUpdate> RunAsync(AgentRun run, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            object? answer = await run.Toolsets[0].Functions[0].InvokeAsync(new AIFunctionArguments { ["task"] = "weather in paris" }, cancellationToken);
            yield return new ChatResponseUpdate(ChatRole.Assistant, $"the delegate says {answer}");
        }
    }
}
