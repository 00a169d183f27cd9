using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using AgentHost.Dialects;
using AgentHost.Hosting;
using AgentHost.Recording;
using InteractionCore.Delegation;
using InteractionCore.Model;
using InteractionCore.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentHost.Bench;

/// <summary>
/// What the wire costs: sessions of the Live dialect before a model that costs nothing, beside a WebSocket of the same server that
/// sends back what it gets. The clients are in the same process and cost the same in both.
/// </summary>
internal static class WireBench
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(200);
    private static readonly byte[] Start = Encoding.UTF8.GetBytes("""{"type":"session.start","session":{"model":"m"}}""");
    private static readonly byte[] Append = Encoding.UTF8.GetBytes($$"""{"type":"session.input_audio.append","audio":"{{Convert.ToBase64String(new byte[9_600])}}"}""");

    public static async Task RunAsync(int sessions, TimeSpan duration)
    {
        await using WebApplication app = Build(sessions);
        await app.StartAsync();
        var address = new Uri(app.Urls.First().Replace("http", "ws", StringComparison.Ordinal));
        Console.WriteLine("| server | sessions | events/s | wire bytes/event | managed bytes/event | processor µs/event |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        await MeasureAsync("echo", new Uri(address, "/echo"), first: null, sessions, duration);
        await MeasureAsync("Live", new Uri(address, "/v1/live/sessions"), Start, sessions, duration);
        await app.StopAsync();
    }

    private static WebApplication Build(int sessions)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddMetrics();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(Options.Create(new InteractionOptions { MaxSessions = sessions }));
        builder.Services.AddSingleton<InteractionMetrics>();
        builder.Services.AddSingleton<IInteractionModel>(new NoOpModel { Speaks = true });
        builder.Services.AddSingleton<IBackgroundAgentFactory, NoAgent>();
        builder.Services.AddSingleton<LiveHost>();
        builder.Services.AddHostedService<LiveLoopService>();
        builder.Services.AddRecording(builder.Configuration);
        builder.Services.AddDialects(builder.Configuration);
        WebApplication app = builder.Build();
        app.UseWebSockets();
        app.MapDialects();
        app.Map("/echo", async http =>
        {
            using WebSocket socket = await http.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[64 * 1024];
            while (await ReceiveAsync(socket, buffer) is > 0 and int length)
            {
                await socket.SendAsync(buffer.AsMemory(0, length), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            }
        });
        return app;
    }

    private static async Task MeasureAsync(string name, Uri address, byte[]? first, int sessions, TimeSpan duration)
    {
        using var stop = new CancellationTokenSource();
        var totals = new Totals();
        Task[] clients = [.. Enumerable.Range(0, sessions).Select(_ => TalkAsync(address, first, totals, stop.Token))];
        using var timer = new PeriodicTimer(duration / 4);

        // A quarter to warm up.
        await timer.WaitForNextTickAsync();
        (long events, long bytes, long allocated, TimeSpan processor) before = totals.Now();
        for (int i = 0; i < 3; i++)
        {
            await timer.WaitForNextTickAsync();
        }

        (long events, long bytes, long allocated, TimeSpan processor) after = totals.Now();
        await stop.CancelAsync();
        await Task.WhenAll(clients).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        double count = Math.Max(1, after.events - before.events);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {sessions} | {count / (duration * .75).TotalSeconds:0} | {(after.bytes - before.bytes) / count:0} | {(after.allocated - before.allocated) / count:0} | {(after.processor - before.processor).TotalMicroseconds / count:0.0} |"));
    }

    private static async Task TalkAsync(Uri address, byte[]? first, Totals totals, CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(address, cancellationToken);
        if (first is not null)
        {
            await socket.SendAsync(first, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }

        Task listening = ListenAsync(socket, totals, cancellationToken);
        using var timer = new PeriodicTimer(Turn);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await socket.SendAsync(Append, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
            totals.Add(Append.Length);
        }

        await listening;
    }

    private static async Task ListenAsync(WebSocket socket, Totals totals, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (!cancellationToken.IsCancellationRequested && await ReceiveAsync(socket, buffer) is > 0 and int length)
        {
            totals.Add(length);
        }
    }

    private static async Task<int> ReceiveAsync(WebSocket socket, byte[] buffer)
    {
        int length = 0;
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                length += result.Count;
                if (result.EndOfMessage)
                {
                    return result.MessageType is WebSocketMessageType.Close ? 0 : length;
                }
            }
        }
        catch (WebSocketException)
        {
            return 0;
        }
    }

    private sealed class Totals
    {
        private long _events;
        private long _bytes;

        public void Add(int bytes)
        {
            Interlocked.Increment(ref _events);
            Interlocked.Add(ref _bytes, bytes);
        }

        public (long Events, long Bytes, long Allocated, TimeSpan Processor) Now()
        {
            using var process = Process.GetCurrentProcess();
            return (Interlocked.Read(ref _events), Interlocked.Read(ref _bytes), GC.GetTotalAllocatedBytes(), process.TotalProcessorTime);
        }
    }
}
