using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace OpenAILive.Tests.Hosts;

/// <summary>A server that does on its sockets what the test says, and so anything but what the protocol wants.</summary>
internal sealed class FakeRemote : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeRemote(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First().Replace("http", "ws", StringComparison.Ordinal));

    /// <param name="talk">What it does on each connection.</param>
    /// <param name="status">Answered instead of opening a socket.</param>
    public static async Task<FakeRemote> StartAsync(Func<FakeConnection, Task> talk, int? status = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.UseWebSockets();
        app.Run(async http =>
        {
            if (status is { } refused)
            {
                http.Response.StatusCode = refused;
                return;
            }

            using WebSocket socket = await http.WebSockets.AcceptWebSocketAsync();
            await talk(new FakeConnection(socket, http.Request.Headers.Authorization.ToString(), http.RequestAborted));
        });
        await app.StartAsync();
        return new FakeRemote(app);
    }

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
    }
}

/// <summary>One connection to it.</summary>
internal sealed class FakeConnection(WebSocket socket, string authorization, CancellationToken aborted)
{
    private readonly byte[] _buffer = new byte[512 * 1024];

    public string Authorization => authorization;

    public WebSocket Socket => socket;

    public CancellationToken Aborted => aborted;

    public Task SendAsync(string json) => SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text);

    public async Task SendAsync(byte[] bytes, WebSocketMessageType type) => await socket.SendAsync(bytes, type, endOfMessage: true, aborted);

    /// <summary>The next event of a type; null when the client has left.</summary>
    public async Task<JsonElement?> NextAsync(string type)
    {
        while (await ReceiveAsync() is { } received)
        {
            if (received.GetProperty("type").GetString() == type)
            {
                return received;
            }
        }

        return null;
    }

    public async Task<JsonElement?> ReceiveAsync()
    {
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult result = await socket.ReceiveAsync(_buffer.AsMemory(length), aborted);
            length += result.Count;
            if (result.MessageType is WebSocketMessageType.Close)
            {
                return null;
            }

            if (result.EndOfMessage)
            {
                return JsonElement.Parse(_buffer.AsSpan(0, length));
            }
        }
    }

    /// <summary>Takes what comes until the client leaves.</summary>
    public async Task ListenAsync()
    {
        while (await ReceiveAsync() is not null)
        {
        }
    }
}
