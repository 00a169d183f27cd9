using System.Text.Json;
using AgentHost.Testing;
using InteractionCore.Model;
using Xunit.Abstractions;

namespace AgentHost.Tests.Dialects;

/// <summary>The Live protocol's rules, before a model that does what the test says.</summary>
public sealed class LiveDialectTests(ITestOutputHelper output)
{
    private readonly ScriptedModel _model = new() { Layout = ScriptedHost.QuickLayout, Words = ["weather", "paris"] };

    [Theory]
    [InlineData("""{"type":"session.close","speed":2}""", "unknown_parameter", "Supported: event_id")]
    [InlineData("""{"type":"session.update","session":{"colour":1}}""", "unknown_parameter", "instructions")]
    [InlineData("""{"type":"session.update","session":{"delegation":{"type":"client","urgent":true}}}""", "unknown_parameter", "acknowledgement_delay_ms")]
    [InlineData("""{"type":"session.update","session":{"delegation":{"type":"client"}}}""", "not_updatable", "cannot change")]
    [InlineData("""{"type":"session.commentary.append","content":"x","delegation_id":"d9"}""", "unexpected_delegation_id", "must be null")]
    [InlineData("""{"type":"decision.create","event_id":"e"}""", "unsupported_event", "makes no decisions")]
    [InlineData("""{"type":"response.item.create","item":{"type":"function_call_output","call_id":"c9","output":""}}""", "unknown_call", "c9")]
    [InlineData("""{"type":"session.output_audio.fixture.play","audio":"AAA"}""", "invalid_audio", "whole 16-bit samples")]
    [InlineData("""{"type":"session.thinking.append","content":7,"delegation_id":null}""", "invalid_event", "$.content")]
    public async Task What_cannot_be_done_is_explained_and_the_session_goes_on(string wrong, string code, string part)
    {
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model);
        (WireClient client, _) = await WireClient.StartLiveAsync(host);

        await client.SendAsync(wrong);
        JsonElement error = (await client.NextAsync("error")).GetProperty("error");
        await client.SendAsync("""{"type":"session.thinking.append","content":"go on","delegation_id":null,"event_id":"e1"}""");

        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.Contains(part, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("e1", (await client.NextAsync("session.thinking.appended")).GetProperty("client_event_id").GetString());
    }

    [Theory]
    [InlineData(500, "session.commentary.appended")]
    [InlineData(501, "error")]
    public async Task An_append_has_five_hundred_tokens_at_most(int words, string answer)
    {
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model);
        (WireClient client, _) = await WireClient.StartLiveAsync(host);

        await client.SendAsync($$"""{"type":"session.commentary.append","delegation_id":null,"content":"{{string.Join(' ', Enumerable.Repeat("word", words))}}"}""");

        Assert.Equal(answer, (await client.ReceiveAsync())!.Value.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData(128, "session.started")]
    [InlineData(129, "error")]
    public async Task History_has_128_messages_at_most(int messages, string answer)
    {
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model);
        await using WireClient client = await WireClient.ConnectAsync(host, "/v1/live/sessions");
        string history = string.Join(',', Enumerable.Repeat("""{"role":"user","content":[{"type":"input_text","text":"hello"}]}""", messages));

        await client.SendAsync($$$"""{"type":"session.start","session":{"model":"m","input":[{{{history}}}]}}""");

        Assert.Equal(answer, (await client.ReceiveAsync())!.Value.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Answers_that_are_stray_or_said_twice_or_taken_back_break_nothing()
    {
        _model.OnTurn = turn =>
        {
            if (turn.Index is 2 or 4)
            {
                _model.Write(turn, Lane.Delegate, "weather", SpanMark.Begin);
                _model.Write(turn, Lane.Delegate, "weather");
                _model.Write(turn, Lane.Delegate, "weather", SpanMark.End);
            }

            if (turn.Index == 6)
            {
                _model.Write(turn, Lane.Delegate, "weather", SpanMark.Cancel);
            }
        };
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model);
        (WireClient client, _) = await WireClient.StartLiveAsync(host, """{"delegation":{"type":"client"},"extensions":["delegations"]}""");
        string first = (await client.NextAsync("session.delegation.created")).GetProperty("delegation").GetProperty("id").GetString()!;
        string second = (await client.NextAsync("session.delegation.created")).GetProperty("delegation").GetProperty("id").GetString()!;
        JsonElement cancelled = await client.NextAsync("session.delegation.updated");

        await client.SendAsync("""{"type":"session.commentary.append","content":"for nobody","delegation_id":"d99"}""");
        Assert.Equal("unknown_delegation", await client.ErrorAsync());
        foreach ((string id, string content) in new[] { (second, "taken back"), (first, "late"), (first, "late"), (first, "more") })
        {
            await client.SendAsync($$"""{"type":"session.commentary.append","content":"{{content}}","delegation_id":"{{id}}"}""");
            await client.NextAsync("session.commentary.appended");
        }

        Assert.Equal((second, "cancelled"), (cancelled.GetProperty("delegation_id").GetString(), cancelled.GetProperty("status").GetString()));
        await client.SendAsync("""{"type":"session.commentary.append","content":"last","delegation_id":null}""");
        await ScriptedHost.UntilAsync(() => _model.Sessions[0].Injected.Contains("last"));
        Assert.Equal(["late", "more", "last"], _model.Sessions[0].Injected);
    }

    [Fact]
    public async Task A_fixture_replaces_speech_and_nothing_is_said_into_it()
    {
        _model.OnTurn = turn => turn.AudioSamples = 20;
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model);
        (WireClient client, _) = await WireClient.StartLiveAsync(host, """{"extensions":["playback"]}""");
        await client.NextAsync("session.output_audio.delta");

        await client.SendAsync($$"""{"type":"session.output_audio.fixture.play","event_id":"f1","audio":"{{Convert.ToBase64String(new byte[24_000])}}"}""");
        await client.NextAsync("session.output_audio.cleared");
        JsonElement playing = await client.NextAsync("session.output_audio.fixture.playing");
        await client.SendAsync("""{"type":"session.commentary.append","content":"hello","delegation_id":null}""");
        Assert.Equal("fixture_active", await client.ErrorAsync());
        JsonElement played = await client.NextAsync("session.output_audio.fixture.played");

        Assert.Equal(("f1", "f1"), (playing.GetProperty("client_event_id").GetString(), played.GetProperty("client_event_id").GetString()));
        await client.NextAsync("session.output_audio.delta");
    }

    [Fact]
    public async Task A_watcher_sees_and_hears_both_sides_and_may_add_to_them()
    {
        _model.OnTurn = turn => turn.AudioSamples = 20;
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model);
        (WireClient client, string id) = await WireClient.StartLiveAsync(host);
        await using WireClient watcher = await WireClient.ConnectAsync(host, $"/v1/live/sessions/{id}/attach");
        await watcher.NextAsync("session.started");

        await client.SendAsync($$"""{"type":"session.input_audio.append","audio":"{{Convert.ToBase64String(new byte[4_800])}}"}""");
        JsonElement heard = await watcher.NextAsync("session.input_audio.append"), spoken = await watcher.NextAsync("session.output_audio.delta");
        await watcher.SendAsync("""{"type":"session.commentary.append","content":"from aside","delegation_id":null,"event_id":"w1"}""");

        Assert.Equal(4_800, heard.GetProperty("audio").GetBytesFromBase64().Length);
        Assert.Equal(20, spoken.GetProperty("end_ms").GetInt64() - spoken.GetProperty("start_ms").GetInt64());
        Assert.Equal("w1", (await client.NextAsync("session.commentary.appended")).GetProperty("client_event_id").GetString());
        await watcher.SendAsync("""{"type":"session.input_audio.append","audio":""}""");
        Assert.Equal("unsupported_event", await watcher.ErrorAsync());
        await client.SendAsync("""{"type":"session.close"}""");
        await watcher.NextAsync("session.closed");
    }

    [Fact]
    public async Task Two_hundred_interruptions_have_one_clear_each_and_nothing_stale_after_it()
    {
        const int Interruptions = 200, TurnsBetween = 4;
        var yielded = new List<long>(capacity: 1_000);
        _model.OnTurn = turn =>
        {
            turn.AudioSamples = 20;
            if (turn.Index % TurnsBetween == TurnsBetween - 1)
            {
                yielded.Add(TimeProvider.System.GetTimestamp());
                turn.Yielded = true;
                turn.AudioSamples = 0;
            }
        };
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model);
        (WireClient client, _) = await WireClient.StartLiveAsync(host, """{"extensions":["playback"]}""");
        await using var machine = new Metronome();
        var latencies = new List<double>();
        int epoch = 0;

        while (epoch < Interruptions)
        {
            JsonElement received = (await client.ReceiveAsync())!.Value;
            switch (received.GetProperty("type").GetString())
            {
                case "session.output_audio.cleared":
                    double latency = TimeProvider.System.GetElapsedTime(yielded[epoch]).TotalMilliseconds;
                    latencies.Add(Math.Max(0, latency - machine.WorstSince(yielded[epoch])));
                    Assert.Equal(++epoch, received.GetProperty("epoch").GetInt32());
                    break;
                case "session.output_audio.delta":
                    Assert.Equal(epoch, received.GetProperty("epoch").GetInt32());
                    break;
            }
        }

        // Less what this process itself had to wait for the machine: the rule is for the host, and for every one.
        double[] sorted = [.. latencies.Order()];
        output.WriteLine($"Yield to clear, ms: median {sorted[Interruptions / 2]:0.0}, longest {sorted[^1]:0.0}; the machine's own longest wait {machine.WorstSince(0):0.0}.");
        Assert.InRange(sorted[^1], 0, 250);
    }
}
