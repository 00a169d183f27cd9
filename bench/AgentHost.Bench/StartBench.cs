using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;

namespace AgentHost.Bench;

/// <summary>From starting the host's process to the end of a session's first turn, as a client sees it.</summary>
internal static class StartBench
{
    private const string Listening = "AgentHost is listening on ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(Report report, BenchOptions options)
    {
        report.Section("From the host's start to the first turn");
        string host = Path.Combine("src", "Host", "bin", AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug", "net10.0", "AgentHost.dll");
        if (!File.Exists(host))
        {
            report.Skip($"there is no {host}; build the solution");
            return;
        }

        var listening = new List<double>();
        var turned = new List<double>();
        // The first start reads everything from the disk: it warms up.
        for (int run = -1; run < options.Choose(7, 3, 1); run++)
        {
            (TimeSpan listened, TimeSpan turn) = await StartAsync(host, options.Time);
            if (run >= 0)
            {
                listening.Add(listened.TotalMicroseconds);
                turned.Add(turn.TotalMicroseconds);
            }
        }

        Measurement first = new("it listens", [.. listening], 0), second = new("a session's first turn is over", [.. turned], 0);
        report.Table("until", "ms", [first, second]);
        report.Bar("start-up to first turn, files in memory", "<= 2 s", $"{second.Median / 1e6:0.00} s", second.Median <= 2e6);
    }

    private static async Task<(TimeSpan Listening, TimeSpan Turn)> StartAsync(string host, TimeProvider time)
    {
        using var timeout = new CancellationTokenSource(Patience, time);
        long started = time.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [host, "--urls", "http://127.0.0.1:0"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            string line = "";
            while (!line.StartsWith(Listening, StringComparison.Ordinal))
            {
                line = await process.StandardOutput.ReadLineAsync(timeout.Token) ?? throw new InvalidOperationException($"The host ended: {await process.StandardError.ReadToEndAsync(timeout.Token)}");
            }

            TimeSpan listening = time.GetElapsedTime(started);
            using var socket = new ClientWebSocket();
            await socket.ConnectAsync(new Uri(line[Listening.Length..].Split(',')[0].Replace("http", "ws", StringComparison.Ordinal) + "/v1/live/sessions"), timeout.Token);
            await socket.SendAsync("""{"type":"session.start","session":{"extensions":["turns"]}}"""u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, timeout.Token);
            var buffer = new byte[64 * 1024];
            for (string message = ""; !message.Contains("\"session.turn\"", StringComparison.Ordinal);)
            {
                message = Encoding.UTF8.GetString(buffer, 0, (await socket.ReceiveAsync(buffer, timeout.Token)).Count);
            }

            return (listening, time.GetElapsedTime(started));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }
}
