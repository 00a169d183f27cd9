using System.Net.WebSockets;
using System.Text.Json;
using AgentHost.Testing;
using AgentHost.Tests.Dialects;
using InteractionCore.Model;
using InteractionCore.Plugins;
using OpenAILive.Tests.Hosts;

namespace OpenAILive.Tests;

/// <summary>A remote that is gone, slow, refuses or talks nonsense ends the session it has, with a reason, and nothing else.</summary>
public sealed class BadRemoteTests
{
    private const string Started = """{"type":"session.started","event_id":"event_1","session":{"id":"live_1"}}""";

    public static TheoryData<string, string> Nonsense => new()
    {
        { "not json", "no JSON" },
        { "[]", "no \"type\"" },
        { "7", "no \"type\"" },
        { """{"type":7}""", "no \"type\"" },
        { """{"type":"session.output_audio.delta"}""", "base64 of 16-bit samples" },
        { """{"type":"session.output_audio.delta","delta":"%%"}""", "base64 of 16-bit samples" },
        { """{"type":"session.output_audio.delta","delta":"AAAA"}""", "base64 of 16-bit samples" },
        { """{"type":"session.output_transcript.delta","delta":{"text":"x"}}""", "has no text \"delta\"" },
        { """{"type":"session.delegation.created","delegation":"d1"}""", "no delegation with an \"id\"" },
        { """{"type":"session.closed","reason":"expired"}""", "has ended the session: expired" },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Nonsense_ends_the_session_with_the_reason(string message, string reason)
    {
        await using FakeRemote remote = await FakeRemote.StartAsync(async connection =>
        {
            await connection.NextAsync("session.start");
            await connection.SendAsync(Started);
            await connection.SendAsync(message);
            await connection.ListenAsync();
        });

        Assert.Contains(reason, await FailureAsync(remote.Address), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_it_does_not_know_are_left_alone()
    {
        await using FakeRemote remote = await FakeRemote.StartAsync(async connection =>
        {
            await connection.NextAsync("session.start");
            await connection.SendAsync(Started);
            await connection.SendAsync("""{"type":"session.weather.changed","to":["rain"]}""");
            await connection.SendAsync("""{"type":"error","error":{"code":"unknown_parameter","message":"no"}}""");
            await connection.SendAsync("""{"type":"session.input_transcript.delta","delta":" hello","start_ms":1,"end_ms":2}""");
            await connection.ListenAsync();
        });
        await using ScriptedHost local = await Pair.LocalAsync(remote.Address);
        (WireClient client, _) = await WireClient.StartLiveAsync(local);

        Assert.Equal(" hello", (await client.NextAsync("session.input_transcript.delta")).GetProperty("delta").GetString());
        await client.DisposeAsync();
    }

    [Theory]
    [InlineData(401, "HTTP 401: it wants another key")]
    [InlineData(404, "opens no WebSocket: HTTP 404")]
    [InlineData(503, "has no room now: HTTP 503")]
    public async Task A_remote_that_turns_away_is_told_with_its_answer(int status, string reason)
    {
        await using FakeRemote remote = await FakeRemote.StartAsync(_ => Task.CompletedTask, status);

        Assert.Contains(reason, await FailureAsync(remote.Address), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_remote_that_is_not_there_is_told_with_its_address() =>
        Assert.Contains("No remote model answers at ws://127.0.0.1:9/", await FailureAsync(new Uri("ws://127.0.0.1:9/")), StringComparison.Ordinal);

    [Fact]
    public async Task A_remote_that_refuses_the_session_is_told_with_its_words()
    {
        var model = new ScriptedModel { Layout = ScriptedHost.QuickLayout };
        await using Pair pair = await Pair.StartAsync(model, maxSessions: 1);
        await using WireClient first = await pair.ConnectAsync();

        (WireClient second, _) = await WireClient.StartLiveAsync(pair.Local);

        Assert.Contains("(host_full)", await FailureOfAsync(second), StringComparison.Ordinal);
        await pair.Local.SessionsAsync(1);
    }

    [Fact]
    public async Task A_remote_that_never_starts_a_session_is_given_up()
    {
        await using FakeRemote remote = await FakeRemote.StartAsync(connection => connection.ListenAsync());

        string reason = await FailureAsync(remote.Address, settings => settings with { ConnectTimeout = TimeSpan.FromMilliseconds(500) });

        Assert.Contains("has not started a session within", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_remote_that_answers_no_ping_is_given_up()
    {
        await using FakeRemote remote = await FakeRemote.StartAsync(async connection =>
        {
            await connection.NextAsync("session.start");
            await connection.SendAsync(Started);
            // A socket that is not read answers no ping.
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, connection.Aborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });

        string reason = await FailureAsync(remote.Address, settings => settings with { AnswerTimeout = TimeSpan.FromMilliseconds(500) });

        Assert.Contains("is lost", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_remote_that_leaves_costs_its_session_and_the_next_one_works()
    {
        var leave = new TaskCompletionSource();
        int connections = 0;
        await using FakeRemote remote = await FakeRemote.StartAsync(async connection =>
        {
            bool isFirst = Interlocked.Increment(ref connections) == 1;
            await connection.NextAsync("session.start");
            await connection.SendAsync(Started);
            if (!isFirst)
            {
                await connection.SendAsync("""{"type":"session.input_transcript.delta","delta":" again","start_ms":1,"end_ms":2}""");
                await connection.ListenAsync();
                return;
            }

            await leave.Task;
            connection.Socket.Abort();
        });
        await using ScriptedHost local = await Pair.LocalAsync(remote.Address);
        (WireClient first, _) = await WireClient.StartLiveAsync(local);

        leave.SetResult();
        string reason = await FailureOfAsync(first);
        (WireClient second, _) = await WireClient.StartLiveAsync(local);

        Assert.Contains("The connection to the remote model at ws://127.0.0.1", reason, StringComparison.Ordinal);
        Assert.Equal(" again", (await second.NextAsync("session.input_transcript.delta")).GetProperty("delta").GetString());
        await second.DisposeAsync();
    }

    [Fact]
    public async Task The_key_is_sent_as_a_bearer_token()
    {
        var sent = new TaskCompletionSource<string>();
        await using FakeRemote remote = await FakeRemote.StartAsync(connection =>
        {
            sent.TrySetResult(connection.Authorization);
            return connection.ListenAsync();
        });
        using RemoteModel model = Pair.ModelAt(remote.Address, settings => settings with { ApiKey = "k1" });
        using IModelSession session = model.CreateSession(new ModelSessionOptions());

        Assert.Equal("Bearer k1", await sent.Task.WaitAsync(WireClient.Patience));
    }

    [Fact]
    public async Task Health_says_whether_the_remote_can_be_reached_and_starts_no_session()
    {
        var model = new ScriptedModel { Layout = ScriptedHost.QuickLayout };
        await using ScriptedHost remote = await ScriptedHost.StartAsync(model);
        var there = new RemoteSettings { Address = new Uri(remote.Address, "/v1/live/sessions"), Model = "m" };

        HealthReport good = Assert.Single(await OpenAIModel.Health(there, TimeProvider.System).ReportAsync(CancellationToken.None));
        HealthReport bad = Assert.Single(await OpenAIModel.Health(there with { Address = new Uri("ws://127.0.0.1:9/") }, TimeProvider.System).ReportAsync(CancellationToken.None));

        Assert.Equal((Health.Ok, $"m at {there.Address}"), (good.Health, good.Detail));
        Assert.Equal(Health.Broken, bad.Health);
        Assert.Contains("No remote model answers", bad.Detail, StringComparison.Ordinal);
        Assert.Empty(model.Sessions);
    }

    [Fact]
    public async Task A_step_does_not_wait_for_a_remote_that_takes_nothing()
    {
        const int Turns = 500;
        await using FakeRemote remote = await FakeRemote.StartAsync(connection => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, connection.Aborted));
        using RemoteModel model = Pair.ModelAt(remote.Address);
        using IModelSession session = model.CreateSession(new ModelSessionOptions());
        var turn = new ModelTurn(model.Layout, session);

        long started = TimeProvider.System.GetTimestamp();
        for (int i = 0; i < Turns; i++)
        {
            turn.Index = i;
            turn.Clear();
            model.Step([turn]);
        }

        // Of a hundred seconds of turns, less than one.
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 0, 1);
        Assert.Null(turn.Failure);
    }

    private static async Task<string> FailureAsync(Uri remote, Func<RemoteSettings, RemoteSettings>? change = null)
    {
        await using ScriptedHost local = await Pair.LocalAsync(remote, change: change);
        (WireClient client, _) = await WireClient.StartLiveAsync(local);

        string reason = await FailureOfAsync(client);

        await local.SessionsAsync(0);
        return reason;
    }

    private static async Task<string> FailureOfAsync(WireClient client)
    {
        await using WireClient owned = client;
        JsonElement error = (await client.NextAsync("error")).GetProperty("error");
        Assert.Equal("session_failed", error.GetProperty("code").GetString());
        await client.NextAsync("session.closed");
        Assert.Equal(WebSocketCloseStatus.InternalServerError, await client.ClosedAsync());
        return error.GetProperty("message").GetString()!;
    }
}
