using System.Net.WebSockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AgentHost.Tests.Dialects;

/// <summary>
/// A bad network between clients and a host, at the level of WebSocket messages: they come late, in bursts, or not at all, but in order, as
/// TCP delivers them.
/// </summary>
internal sealed class BadNetwork : IAsyncDisposable
{
    /// <summary>The beginnings of the messages that carry the user's sound: those that may be lost.</summary>
    private static readonly string[] SoundEvents = ["{\"type\":\"session.input_audio.append\"", "{\"type\":\"input_audio_buffer.append\""];

    private readonly Uri _host;
    private readonly WebApplication _app;
    private readonly Random _random;
    private readonly Lock _lock = new();
    private readonly List<WebSocket> _open = [];
    private long _stalledUntil;
    private int _lost;

    private BadNetwork(Uri host, WebApplication app, int seed) => (_host, _app, _random) = (host, app, new Random(seed));

    /// <summary>Where the host is to be reached through this network.</summary>
    public Uri Address => new(_app.Urls.First().Replace("http", "ws", StringComparison.Ordinal));

    /// <summary>Each message is up to so much late, both ways.</summary>
    public TimeSpan Jitter { get; set; }

    /// <summary>The part of the user's sound that is lost, 0 to 1.</summary>
    public double Loss { get; set; }

    /// <summary>Messages that were lost.</summary>
    public int Lost => Volatile.Read(ref _lost);

    /// <summary>Whether new connections are turned away.</summary>
    public bool IsDown { get; set; }

    public static async Task<BadNetwork> StartAsync(Uri host, int seed = 1)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        app.UseWebSockets();
        var network = new BadNetwork(host, app, seed);
        app.Run(network.ServeAsync);
        await app.StartAsync();
        return network;
    }

    /// <summary>Nothing passes for a time; then everything at once.</summary>
    public void Stall(TimeSpan time) => Volatile.Write(ref _stalledUntil, TimeProvider.System.GetTimestamp() + (long)(time.TotalSeconds * TimeProvider.System.TimestampFrequency));

    /// <summary>Breaks all connections off.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            foreach (WebSocket socket in _open)
            {
                socket.Abort();
            }

            _open.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext http)
    {
        if (IsDown)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        using var toHost = new ClientWebSocket();
        await toHost.ConnectAsync(new Uri(_host, http.Request.Path + http.Request.QueryString), http.RequestAborted);
        using WebSocket toClient = await http.WebSockets.AcceptWebSocketAsync();
        lock (_lock)
        {
            _open.AddRange([toHost, toClient]);
        }

        await Task.WhenAll(PassAsync(toClient, toHost), PassAsync(toHost, toClient)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Passes messages on until one side ends; then the other does, too.</summary>
    private async Task PassAsync(WebSocket from, WebSocket to)
    {
        var underWay = Channel.CreateBounded<(byte[] Message, WebSocketMessageType Type, long Due)>(100_000);
        Task delivering = DeliverAsync(underWay.Reader, to);
        try
        {
            var buffer = new byte[1024 * 1024];
            while (await ReceiveAsync(from, buffer) is { } message)
            {
                if (Loss > 0 && IsSound(message.Message) && Next() < Loss)
                {
                    Interlocked.Increment(ref _lost);
                    continue;
                }

                long due = TimeProvider.System.GetTimestamp() + (long)(Next() * Jitter.TotalSeconds * TimeProvider.System.TimestampFrequency);
                await underWay.Writer.WriteAsync((message.Message, message.Type, due));
            }

            underWay.Writer.Complete();
            await delivering;
            await to.CloseOutputAsync(from.CloseStatus ?? WebSocketCloseStatus.NormalClosure, from.CloseStatusDescription, CancellationToken.None);
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            to.Abort();
        }
    }

    private async Task DeliverAsync(ChannelReader<(byte[] Message, WebSocketMessageType Type, long Due)> messages, WebSocket to)
    {
        await foreach ((byte[] message, WebSocketMessageType type, long due) in messages.ReadAllAsync())
        {
            for (TimeSpan wait = Until(due); wait > TimeSpan.Zero; wait = Until(due))
            {
                await Task.Delay(wait, TimeProvider.System, CancellationToken.None);
            }

            await to.SendAsync(message, type, endOfMessage: true, CancellationToken.None);
        }
    }

    private TimeSpan Until(long due) => TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), Math.Max(due, Volatile.Read(ref _stalledUntil)));

    private double Next()
    {
        lock (_lock)
        {
            return _random.NextDouble();
        }
    }

    private static bool IsSound(byte[] message) => SoundEvents.Any(start => message.AsSpan().StartsWith(System.Text.Encoding.ASCII.GetBytes(start)));

    private static async Task<(byte[] Message, WebSocketMessageType Type)?> ReceiveAsync(WebSocket from, byte[] buffer)
    {
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult result = await from.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
            if (result.MessageType is WebSocketMessageType.Close)
            {
                return null;
            }

            length += result.Count;
            if (result.EndOfMessage)
            {
                return (buffer[..length], result.MessageType);
            }
        }
    }
}
