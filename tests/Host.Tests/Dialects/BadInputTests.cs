using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using AgentHost.Testing;
using InteractionCore.Model;

namespace AgentHost.Tests.Dialects;

/// <summary>Whatever comes over the wire has a stated answer, and costs nobody else anything.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private const string Live = "/v1/live/sessions";
    private const string Realtime = "/v1/realtime";

    private readonly ScriptedModel _model = new() { Layout = ScriptedHost.QuickLayout };
    private ScriptedHost _host = null!;

    public async Task InitializeAsync()
    {
        _model.OnTurn = turn =>
        {
            turn.AudioSamples = 20;
            turn.Write(new LaneToken(Lane.Say, (int)turn.Index, OffsetMs: 0));
        };
        _host = await ScriptedHost.StartAsync(_model);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    public static TheoryData<string, string, string> Nonsense => new()
    {
        { Live, "not json", "invalid_event" },
        { Live, "[]", "invalid_event" },
        { Live, "null", "invalid_event" },
        { Live, """{"type":7}""", "unknown_event" },
        { Live, """{"type":"session.input_audio.append","audio":"\ud800"}""", "invalid_event" },
        { Live, new string('[', 5_000), "invalid_event" },
        { Live, """{"type":"session.input_audio.append","audio":"%%"}""", "invalid_audio" },
        { Realtime, "not json", "invalid_event" },
        { Realtime, "[]", "invalid_event" },
        { Realtime, """{"type":7}""", "missing_parameter" },
        { Realtime, """{"type":"dance"}""", "unknown_event" },
        { Realtime, """{"type":"input_audio_buffer.append","audio":"\ud800"}""", "invalid_event" },
        { Realtime, new string('[', 5_000), "invalid_event" },
        { Realtime, """{"type":"input_audio_buffer.append","audio":"%%"}""", "invalid_audio" },
        { Realtime, """{"type":"conversation.item.retrieve","item_id":"none"}""", "item_not_found" },
        { Realtime, """{"type":"conversation.item.create","item":{"type":"mcp_call"}}""", "unsupported_item" },
        { Realtime, """{"type":"session.update","session":{"type":"realtime","audio":{"input":{"format":{"type":"audio/opus"}}}}}""", "unsupported_audio" },
        { Realtime, """{"type":"response.cancel"}""", "response_cancel_not_active" },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Nonsense_is_answered_and_the_session_goes_on(string path, string message, string code)
    {
        _model.OnTurn = _ => { };
        await using WireClient client = await StartAsync(path);

        await client.SendAsync(message);
        string got = await client.ErrorAsync();
        await client.SendAsync(path == Live ? """{"type":"session.input_audio.mute"}""" : """{"type":"input_audio_buffer.clear"}""");

        Assert.Equal(code, got);
        await client.NextAsync(path == Live ? "session.input_audio.muted" : "input_audio_buffer.cleared");
    }

    [Theory]
    [InlineData(Live)]
    [InlineData(Realtime)]
    public async Task Binary_messages_are_refused_and_the_session_goes_on(string path)
    {
        await using WireClient client = await StartAsync(path);

        await client.SendAsync([1, 2, 3], WebSocketMessageType.Binary);

        Assert.Equal("invalid_event", await ErrorAmongOthersAsync(client));
    }

    [Theory]
    [InlineData(Live)]
    [InlineData(Realtime)]
    public async Task Text_that_is_not_UTF8_closes_the_connection(string path)
    {
        WireClient client = await StartAsync(path);

        await client.SendAsync([(byte)'"', 0xC3, 0x28, (byte)'"']);
        await client.ClosedAsync();

        await _host.SessionsAsync(0);
    }

    [Theory]
    [InlineData(Live)]
    [InlineData(Realtime)]
    public async Task An_event_that_is_too_long_ends_its_own_session_only(string path)
    {
        await using WireClient other = await StartAsync(path), client = await StartAsync(path);

        await client.SendAsync(Encoding.UTF8.GetBytes($$"""{"audio":"{{new string('A', 5 * 1024 * 1024)}}"}"""));

        Assert.Equal("event_too_large", await ErrorAmongOthersAsync(client));
        await client.ClosedAsync();
        await _host.SessionsAsync(1);
        Assert.NotNull(await other.ReceiveAsync());
    }

    [Theory]
    [InlineData(Live)]
    [InlineData(Realtime)]
    public async Task Pages_of_other_origins_may_not_connect(string path)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Origin", "https://elsewhere.example");

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(new Uri(_host.Address, path), CancellationToken.None));

        Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
    }

    [Theory]
    [InlineData(Live)]
    [InlineData(Realtime)]
    public async Task Pages_of_this_machine_may_connect(string path)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", "http://localhost:8000");

        await socket.ConnectAsync(new Uri(_host.Address, path), CancellationToken.None);

        Assert.Equal(WebSocketState.Open, socket.State);
    }

    [Theory]
    [InlineData(Live, """{"type":"session.input_audio.append","audio":"AUDIO"}""")]
    [InlineData(Realtime, """{"type":"input_audio_buffer.append","audio":"AUDIO"}""")]
    public async Task A_flood_of_audio_is_dropped_and_costs_others_nothing(string path, string append)
    {
        await using WireClient flooding = await StartAsync(path), other = await StartAsync(path);
        string tenSeconds = append.Replace("AUDIO", Convert.ToBase64String(new byte[480_000]), StringComparison.Ordinal);

        for (int i = 0; i < 20; i++)
        {
            await flooding.SendAsync(tenSeconds);
        }

        Assert.NotNull(await other.ReceiveAsync());
        Assert.Equal(2, _host.Host.Count);
    }

    /// <summary>AGENTHOST_FUZZ is how many messages are sent; 100,000 take some minutes.</summary>
    [Theory]
    [InlineData(Live)]
    [InlineData(Realtime)]
    public async Task Mutated_messages_leave_the_host_healthy_and_its_memory_flat(string path)
    {
        const int PerConnection = 250;
        const long MostGrowth = 48 * 1024 * 1024;
        int messages = int.TryParse(Environment.GetEnvironmentVariable("AGENTHOST_FUZZ"), CultureInfo.InvariantCulture, out int wanted) ? wanted / 2 : 1_500;
        var mutations = new Mutations(seed: 11);
        await FuzzAsync(path, mutations, PerConnection);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        for (int sent = 0; sent < messages;)
        {
            sent += await FuzzAsync(path, mutations, PerConnection);
        }

        long growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(growth < MostGrowth, $"{messages} messages left {growth / 1024} KB.");
        await using WireClient after = await StartAsync(path);
        Assert.NotNull(await after.ReceiveAsync());
    }

    /// <summary>One connection's messages, until the host closes it.</summary>
    /// <returns>How many were sent.</returns>
    private async Task<int> FuzzAsync(string path, Mutations mutations, int count)
    {
        WireClient client = await StartAsync(path);
        Task reading = client.ClosedAsync();
        int sent = 0;
        try
        {
            while (sent < count && !reading.IsCompleted)
            {
                (byte[] bytes, WebSocketMessageType type) = mutations.Next(path == Live);
                await client.SendAsync(bytes, type);
                sent++;
            }
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The host closed it: an answer as good as another.
        }

        client.Abort();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await client.DisposeAsync();
        await _host.SessionsAsync(0);
        return sent;
    }

    private async Task<WireClient> StartAsync(string path) =>
        path == Live ? (await WireClient.StartLiveAsync(_host)).Client : await WireClient.ConnectAsync(_host, path);

    private static async Task<string> ErrorAmongOthersAsync(WireClient client)
    {
        List<JsonElement> events = await client.UntilAsync("error");
        return events[^1].GetProperty("error").GetProperty("code").GetString()!;
    }
}
