using System.Globalization;
using System.Text.Json;
using AgentHost.Dialects;
using AgentHost.Testing;
using InteractionCore.Model;

namespace AgentHost.Tests.Dialects;

public sealed class LiveResumeTests
{
    private const string Resumable = """{"extensions":["resume"]}""";

    /// <summary>Says the number of each turn.</summary>
    private readonly ScriptedModel _model = new() { Layout = ScriptedHost.QuickLayout };

    public LiveResumeTests() => _model.OnTurn = turn => turn.Write(new LaneToken(Lane.Say, (int)turn.Index, OffsetMs: 0));

    [Fact]
    public async Task Five_hundred_lost_connections_lose_and_repeat_nothing()
    {
        const int Losses = 500;
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model);
        var random = new Random(7);
        (WireClient client, string id) = await WireClient.StartLiveAsync(host, Resumable);
        var said = new List<int>();

        for (int loss = 0; loss < Losses; loss++)
        {
            await ReadAsync(client, said, count: random.Next(4));
            client.Abort();
            client = await ResumeAsync(host, id, client.LastEventId);
        }

        await ReadAsync(client, said, count: 50);
        Assert.Equal(Enumerable.Range(said[0], said.Count), said);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task A_new_connection_takes_over_from_one_that_seems_alive()
    {
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model);
        (WireClient first, string id) = await WireClient.StartLiveAsync(host, Resumable);
        var said = new List<int>();
        await ReadAsync(first, said, 3);

        WireClient second = await ResumeAsync(host, id, first.LastEventId);
        await ReadAsync(second, said, 10);

        Assert.Equal(Enumerable.Range(said[0], 13), said);
        await first.ClosedAsync();
        Assert.Equal(1, host.Host.Count);
    }

    [Fact]
    public async Task A_client_that_comes_back_is_told_the_last_of_its_events_that_arrived()
    {
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model);
        (WireClient client, string id) = await WireClient.StartLiveAsync(host, Resumable);
        await client.SendAsync("""{"type":"session.instructions.append","event_id":"mine_1","content":"Be brief."}""");
        await client.SendAsync("""{"type":"session.no_such_event","event_id":"mine_2"}""");
        await client.ErrorAsync();
        client.Abort();

        await using WireClient again = await WireClient.ConnectAsync(host, "/v1/live/sessions");
        await again.SendAsync($$"""{"type":"session.resume","session_id":"{{id}}"}""");
        JsonElement resumed = await again.NextAsync("session.resumed");

        Assert.Equal("mine_2", resumed.GetProperty("last_client_event_id").GetString());
    }

    [Fact]
    public async Task A_session_nobody_comes_back_for_ends_after_its_grace()
    {
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model, configure: options => options.ResumeGrace = TimeSpan.FromSeconds(1));
        (WireClient client, string id) = await WireClient.StartLiveAsync(host, Resumable);

        client.Abort();
        await host.SessionsAsync(0);

        await using WireClient late = await WireClient.ConnectAsync(host, "/v1/live/sessions");
        await late.SendAsync($$"""{"type":"session.resume","session_id":"{{id}}"}""");
        Assert.Equal("resume_failed", await late.ErrorAsync());
    }

    [Fact]
    public async Task A_session_that_did_not_ask_for_it_ends_with_its_connection()
    {
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model);
        (WireClient client, _) = await WireClient.StartLiveAsync(host);

        client.Abort();

        await host.SessionsAsync(0);
    }

    [Fact]
    public async Task A_close_by_the_client_is_final()
    {
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model);
        (WireClient client, _) = await WireClient.StartLiveAsync(host, Resumable);

        await client.SendAsync("""{"type":"session.close"}""");
        JsonElement closed = await client.NextAsync("session.closed");

        Assert.Equal("close_requested", closed.GetProperty("reason").GetString());
        await host.SessionsAsync(0);
    }

    [Fact]
    public async Task While_paused_no_turn_is_taken()
    {
        await using ScriptedHost host = await ScriptedHost.StartAsync(_model, configure: options => options.WhileAway = WhileAway.Pause);
        (WireClient client, string id) = await WireClient.StartLiveAsync(host, Resumable);
        (WireClient other, _) = await WireClient.StartLiveAsync(host);
        var said = new List<int>();
        await ReadAsync(client, said, 3);

        client.Abort();
        await ReadAsync(other, [], 60);
        client = await ResumeAsync(host, id, client.LastEventId);
        await ReadAsync(client, said, 10);

        // Had time gone on, sixty turns of the other session would have been sixty of this one.
        Assert.Equal(Enumerable.Range(said[0], 13), said);
        long now = (await client.NextAsync("session.output_transcript.delta")).GetProperty("start_ms").GetInt64();
        Assert.InRange(now, 0, 50 * 20);
    }

    private static async Task<WireClient> ResumeAsync(ScriptedHost host, string id, string? lastEventId)
    {
        WireClient client = await WireClient.ConnectAsync(host, "/v1/live/sessions");
        await client.SendAsync(JsonSerializer.Serialize(new Dictionary<string, string?> { ["type"] = "session.resume", ["session_id"] = id, ["last_event_id"] = lastEventId }));
        await client.NextAsync("session.resumed");
        client.LastEventId = lastEventId;
        return client;
    }

    private static async Task ReadAsync(WireClient client, List<int> said, int count)
    {
        for (int i = 0; i < count; i++)
        {
            string words = (await client.NextAsync("session.output_transcript.delta")).GetProperty("delta").GetString()!;
            said.AddRange(words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => int.Parse(word, CultureInfo.InvariantCulture)));
        }
    }
}
