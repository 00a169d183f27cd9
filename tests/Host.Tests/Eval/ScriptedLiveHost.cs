using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AgentHost.Tests.Eval;

/// <summary>A host on the loopback interface that answers each connection's start with given events, and a close with session.closed.</summary>
internal sealed class ScriptedLiveHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Queue<string[]> _answers;

    private ScriptedLiveHost(WebApplication app, IEnumerable<string[]> answers) => (_app, _answers) = (app, new Queue<string[]>(answers));

    public const string Started = """{"type":"session.started","capabilities":{"model":"script"}}""";
    public const string Full = """{"type":"error","error":{"code":"host_full","message":"No place.","retry_after_ms":30}}""";

    public Uri Address => new(_app.Urls.First().Replace("http", "ws", StringComparison.Ordinal));

    /// <summary>All that clients sent.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Received { get; } = [];

    /// <summary>Connections so far.</summary>
    public int Connections { get; private set; }

    /// <param name="answers">One for each connection in turn; the last serves all further ones. An empty event hangs up.</param>
    public static async Task<ScriptedLiveHost> StartAsync(params IEnumerable<string[]> answers)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var host = new ScriptedLiveHost(app, answers);
        app.UseWebSockets();
        app.Run(host.HandleAsync);
        await app.StartAsync();
        return host;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        Connections++;
        string[] events = _answers.Count > 1 ? _answers.Dequeue() : _answers.Peek();
        using WebSocket socket = await http.WebSockets.AcceptWebSocketAsync();
        if (!await ReceiveAsync(socket, "session.start"))
        {
            return;
        }

        foreach (string sent in events)
        {
            if (sent.Length == 0)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.InternalServerError, "", CancellationToken.None);
                return;
            }

            await SendAsync(socket, sent);
        }

        if (await ReceiveAsync(socket, "session.close"))
        {
            await SendAsync(socket, """{"type":"session.closed","reason":"close_requested"}""");
        }
    }

    private static Task SendAsync(WebSocket socket, string json) => socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    /// <summary>Reads until an event of a type; false when the client left.</summary>
    private async Task<bool> ReceiveAsync(WebSocket socket, string type)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                WebSocketReceiveResult result = await socket.ReceiveAsync(buffer, CancellationToken.None);
                if (result.MessageType is WebSocketMessageType.Close)
                {
                    return false;
                }

                string sent = Encoding.UTF8.GetString(buffer, 0, result.Count);
                Received.Enqueue(sent);
                if (sent.Contains($"\"{type}\"", StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }
        catch (WebSocketException)
        {
            return false;
        }
    }
}
