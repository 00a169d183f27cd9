using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace AgentHost.Tests.Dialects;

/// <summary>A client of either dialect that knows nothing but JSON.</summary>
internal sealed class WireClient : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket;
    private readonly byte[] _buffer = new byte[512 * 1024];

    private WireClient(ClientWebSocket socket) => _socket = socket;

    /// <summary>The id of the last numbered event.</summary>
    public string? LastEventId { get; set; }

    public string? SubProtocol => _socket.SubProtocol;

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public static async Task<WireClient> ConnectAsync(ScriptedHost host, string path, string? subProtocol = null)
    {
        var socket = new ClientWebSocket();
        if (subProtocol is not null)
        {
            socket.Options.AddSubProtocol(subProtocol);
        }

        using var timeout = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(new Uri(host.Address, path), timeout.Token);
        return new WireClient(socket);
    }

    /// <summary>A started session of the Live dialect, and its id.</summary>
    public static async Task<(WireClient Client, string Id)> StartLiveAsync(ScriptedHost host, string session = "{}")
    {
        WireClient client = await ConnectAsync(host, "/v1/live/sessions");
        await client.SendAsync($$"""{"type":"session.start","session":{{session}}}""");
        JsonElement started = await client.NextAsync("session.started");
        return (client, started.GetProperty("session").GetProperty("id").GetString()!);
    }

    public Task SendAsync(string json) => SendAsync(Encoding.UTF8.GetBytes(json));

    public async Task SendAsync(byte[] bytes, WebSocketMessageType type = WebSocketMessageType.Text)
    {
        using var timeout = new CancellationTokenSource(Patience);
        await _socket.SendAsync(bytes, type, endOfMessage: true, timeout.Token);
    }

    /// <summary>The next event of a type; others are skipped, but no error is.</summary>
    public async Task<JsonElement> NextAsync(string type)
    {
        while (true)
        {
            JsonElement received = await ReceiveAsync() ?? throw new InvalidOperationException($"The connection closed before {type} came.");
            string got = received.GetProperty("type").GetString()!;
            if (got == type)
            {
                return received;
            }

            Assert.False(got == "error", received.ToString());
        }
    }

    /// <summary>The code of the next error.</summary>
    public async Task<string> ErrorAsync() => (await NextAsync("error")).GetProperty("error").GetProperty("code").GetString()!;

    /// <summary>Types of what comes, up to the first of a type.</summary>
    public async Task<List<JsonElement>> UntilAsync(string type)
    {
        var events = new List<JsonElement>();
        do
        {
            events.Add(await ReceiveAsync() ?? throw new InvalidOperationException($"The connection closed before {type} came."));
        }
        while (events[^1].GetProperty("type").GetString() != type);

        return events;
    }

    /// <summary>The next event; null when the connection is closed or gone.</summary>
    public async Task<JsonElement?> ReceiveAsync()
    {
        using var timeout = new CancellationTokenSource(Patience);
        int length = 0;
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult result = await _socket.ReceiveAsync(_buffer.AsMemory(length), timeout.Token);
                if (result.MessageType is WebSocketMessageType.Close)
                {
                    return null;
                }

                length += result.Count;
                if (result.EndOfMessage)
                {
                    JsonElement read = JsonElement.Parse(_buffer.AsSpan(0, length));
                    LastEventId = read.TryGetProperty("event_id", out JsonElement id) ? id.GetString() : LastEventId;
                    return read;
                }
            }
        }
        catch (WebSocketException)
        {
            return null;
        }
    }

    public async Task<WebSocketCloseStatus?> ClosedAsync()
    {
        while (await ReceiveAsync() is not null)
        {
        }

        return _socket.CloseStatus;
    }

    public void Abort() => _socket.Abort();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
