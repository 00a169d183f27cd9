using System.Text.Json;
using AgentHost.Testing;
using AgentHost.Tests.Dialects;
using InteractionCore.Model;
using OpenAILive.Tests.Hosts;

namespace OpenAILive.Tests;

/// <summary>The model is a second host's, over a real socket; its turns are ten times as quick as this host's.</summary>
public sealed class RemoteHostTests
{
    private readonly ScriptedModel _model = new() { Layout = ScriptedHost.QuickLayout, Words = ["hello", "weather", "paris"] };

    [Fact]
    public async Task What_the_user_says_reaches_the_remote_model()
    {
        var heard = new TaskCompletionSource();
        _model.OnTurn = turn =>
        {
            if (turn.AudioIn.Max() > .4f)
            {
                heard.TrySetResult();
            }
        };
        await using Pair pair = await Pair.StartAsync(_model);
        await using WireClient client = await pair.ConnectAsync();

        for (int i = 0; i < 20 && !heard.Task.IsCompleted; i++)
        {
            await client.SendAsync($$"""{"type":"session.input_audio.append","audio":"{{Tone(seconds: .2)}}"}""");
            await Task.WhenAny(heard.Task, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None));
        }

        await heard.Task.WaitAsync(WireClient.Patience);
    }

    [Fact]
    public async Task What_the_remote_model_says_reaches_the_client_in_words_and_sound()
    {
        _model.OnTurn = turn =>
        {
            if (turn.Index == 10)
            {
                _model.Write(turn, Lane.Say, "hello");
            }

            if (turn.Index is >= 10 and < 60)
            {
                Array.Fill(turn.AudioOut, .5f);
                turn.AudioSamples = turn.AudioOut.Length;
            }
        };
        await using Pair pair = await Pair.StartAsync(_model);
        await using WireClient client = await pair.ConnectAsync();

        JsonElement words = await client.NextAsync("session.output_transcript.delta");
        int bytes = 0;
        while (bytes < 40_000)
        {
            bytes += (await client.NextAsync("session.output_audio.delta")).GetProperty("delta").GetBytesFromBase64().Length;
        }

        Assert.Equal(" hello", words.GetProperty("delta").GetString());
        // A second at 24 kHz, but for what the resampling filters hold back.
        Assert.InRange(bytes, 40_000, 48_000);
    }

    [Fact]
    public async Task What_the_remote_model_heard_has_its_place_on_this_hosts_timeline()
    {
        _model.OnTurn = turn =>
        {
            if (turn.Index == 50)
            {
                _model.Write(turn, Lane.Heard, "paris");
            }
        };
        await using Pair pair = await Pair.StartAsync(_model);
        await using WireClient client = await pair.ConnectAsync();

        JsonElement heard = await client.NextAsync("session.input_transcript.delta");

        Assert.Equal(" paris", heard.GetProperty("delta").GetString());
        // A second after the remote's start, which was at most some turns after this session's own.
        Assert.InRange(heard.GetProperty("end_ms").GetInt64(), 1_000, 4_000);
    }

    [Fact]
    public async Task What_the_remote_model_delegates_is_done_by_this_hosts_agent_and_the_answer_goes_back()
    {
        _model.OnTurn = turn => Delegate(turn, at: 20);
        await using Pair pair = await Pair.StartAsync(_model, new AnsweringAgent(task => $"it is sunny, you asked: {task}"));
        await using WireClient client = await pair.ConnectAsync();

        JsonElement created = (await client.NextAsync("session.delegation.created")).GetProperty("delegation");
        await ScriptedHost.UntilAsync(() => _model.Sessions[0].Injected.Count > 0);

        Assert.Equal("weather", created.GetProperty("task").GetString());
        string told = Assert.Single(_model.Sessions[0].Injected);
        Assert.StartsWith("it is sunny, you asked:", told, StringComparison.Ordinal);
        Assert.Contains("weather", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_that_is_asked_for_again_is_done_once_and_answered_for_both()
    {
        int runs = 0;
        var twice = new TaskCompletionSource();
        _model.OnTurn = turn =>
        {
            Delegate(turn, at: 20);
            Delegate(turn, at: 40);
        };
        await using Pair pair = await Pair.StartAsync(_model, new AnsweringAgent(async (_, cancellationToken) =>
        {
            runs++;
            await twice.Task.WaitAsync(cancellationToken);
            return "it is sunny";
        }));
        await using WireClient client = await pair.ConnectAsync();

        while ((await client.NextAsync("session.delegation.updated")) is var updated && !(updated.TryGetProperty("detail", out JsonElement detail) && detail.GetString()!.StartsWith("Asked for again", StringComparison.Ordinal)))
        {
        }

        twice.SetResult();
        await ScriptedHost.UntilAsync(() => _model.Sessions[0].Injected.Count > 1);

        Assert.Equal(1, runs);
        Assert.Equal(["it is sunny", "it is sunny"], _model.Sessions[0].Injected);
    }

    [Fact]
    public async Task A_task_that_the_remote_model_takes_back_is_stopped()
    {
        var stopped = new TaskCompletionSource();
        _model.OnTurn = turn =>
        {
            Delegate(turn, at: 20);
            if (turn.Index == 60)
            {
                _model.Write(turn, Lane.Delegate, "weather", SpanMark.Cancel);
            }
        };
        await using Pair pair = await Pair.StartAsync(_model, new AnsweringAgent(async (_, cancellationToken) =>
        {
            await using CancellationTokenRegistration registration = cancellationToken.Register(() => stopped.TrySetResult());
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return "";
        }));
        await using WireClient client = await pair.ConnectAsync();

        await stopped.Task.WaitAsync(WireClient.Patience);

        while ((await client.NextAsync("session.delegation.updated")).GetProperty("status").GetString() != "cancelled")
        {
        }
    }

    [Fact]
    public async Task When_the_remote_model_yields_the_client_is_told_once_and_hears_nothing_more()
    {
        _model.OnTurn = turn =>
        {
            turn.AudioSamples = turn.Index < 100 ? turn.AudioOut.Length : 0;
            turn.Yielded = turn.Index == 100;
            if (turn.Index == 10)
            {
                _model.Write(turn, Lane.Say, "hello");
            }

            if (turn.Index == 160)
            {
                _model.Write(turn, Lane.Heard, "paris");
            }
        };
        await using Pair pair = await Pair.StartAsync(_model);
        await using WireClient client = await pair.ConnectAsync();

        List<JsonElement> events = await client.UntilAsync("session.input_transcript.delta");

        string[] types = [.. events.Select(received => received.GetProperty("type").GetString()!)];
        int cleared = Array.IndexOf(types, "session.output_audio.cleared");
        Assert.True(cleared > 0);
        Assert.Equal(1, events[cleared].GetProperty("epoch").GetInt32());
        Assert.DoesNotContain("session.output_audio.delta", types[cleared..]);
        Assert.Single(types, "session.output_audio.cleared");
    }

    [Fact]
    public async Task What_the_user_types_and_what_the_client_tells_reaches_the_remote_model()
    {
        await using Pair pair = await Pair.StartAsync(_model);
        await using WireClient client = await pair.ConnectAsync();

        await client.SendAsync("""{"type":"session.input_text.append","text":"good morning"}""");
        await client.SendAsync("""{"type":"session.commentary.append","content":"say this","delegation_id":null}""");

        await ScriptedHost.UntilAsync(() => _model.Sessions[0].Injected.Count == 2);
        Assert.Equal(["good morning", "say this"], _model.Sessions[0].Injected);
    }

    [Fact]
    public async Task A_session_that_ends_here_ends_there()
    {
        await using Pair pair = await Pair.StartAsync(_model);
        await using WireClient client = await pair.ConnectAsync();

        await client.SendAsync("""{"type":"session.close"}""");
        await client.NextAsync("session.closed");

        await pair.Remote.SessionsAsync(0);
    }

    [Fact]
    public async Task Sessions_have_a_remote_session_each()
    {
        await using Pair pair = await Pair.StartAsync(_model);
        await using WireClient first = await pair.ConnectAsync();
        (WireClient second, _) = await WireClient.StartLiveAsync(pair.Local);
        await pair.Remote.SessionsAsync(2);

        await first.DisposeAsync();

        await pair.Remote.SessionsAsync(1);
        await second.DisposeAsync();
    }

    private void Delegate(ModelTurn turn, long at)
    {
        if (turn.Index == at)
        {
            _model.Write(turn, Lane.Delegate, "weather", SpanMark.Begin);
            _model.Write(turn, Lane.Delegate, "weather");
            _model.Write(turn, Lane.Delegate, "weather", SpanMark.End);
        }
    }

    /// <summary>250 Hz in 16-bit samples at 24 kHz.</summary>
    private static string Tone(double seconds)
    {
        var pcm = new byte[(int)(48_000 * seconds)];
        for (int i = 0; i < pcm.Length / 2; i++)
        {
            BitConverter.TryWriteBytes(pcm.AsSpan(2 * i), (short)(20_000 * Math.Sin(2 * Math.PI * 250 * i / 24_000)));
        }

        return Convert.ToBase64String(pcm);
    }
}
