using AgentHost.Hosting;
using AgentHost.Plugins;
using InteractionCore.Model;
using InteractionCore.Plugins;
using InteractionCore.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;

namespace AgentHost.Bench.Delegation;

/// <summary>
/// What handing over a task costs: a live session in real time, the shipped agent with its tool router, and the sample MCP server in a
/// process of its own, which a plain client calls in turns with it. The model answers at once, so that none of the time is its own.
/// </summary>
internal static class DelegationBench
{
    private const int Turn = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(Report report, BenchOptions options)
    {
        report.Section("A delegated task, in real time, beside the same MCP call made directly");
        string host = Path.GetFullPath(Path.Combine("src", "Host", "bin", AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug", "net10.0"));
        string server = Path.Combine(host, "samples", "WeatherMcpServer", "WeatherMcpServer.dll");
        if (!File.Exists(server))
        {
            report.Skip($"there is no {server}; build the solution");
            return;
        }

        List<Round> rounds = await MeasureAsync(host, server, options.Choose(100, 30, 3), options.Time);
        // The first round warms up.
        Write(report, rounds[1..]);
    }

    private static async Task<List<Round>> MeasureAsync(string host, string server, int count, TimeProvider time)
    {
        using var scratch = new ScratchFolder();
        string plugins = scratch.File("plugins.json");
        await File.WriteAllTextAsync(plugins,
            $$"""
            { "plugins": [
                { "id": "agent", "assembly": "{{host}}/plugins/SemanticKernelAgent/SemanticKernelAgent.dll" },
                { "id": "mcp", "assembly": "{{host}}/plugins/McpTools/McpTools.dll", "settings": { "mcpServers": { "weather": { "command": "dotnet", "args": [ "{{server}}" ] } } } }
            ] }
            """);
        var model = new DelegatingModel(time);
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IInteractionModel>(model).AddSingleton<IToolSource>(new PauseTool(time)).AddAgentHost(builder.Configuration, PluginManifest.Load(plugins));
        using IHost app = builder.Build();
        LiveHost live = app.Services.GetRequiredService<LiveHost>();
        await app.StartAsync();
        await Readiness.CollectAsync(app.Services.GetServices<IHealthReporter>(), Patience, time, CancellationToken.None);
        await using McpClient direct = await McpClient.CreateAsync(new StdioClientTransport(new StdioClientTransportOptions { Command = "dotnet", Arguments = [server], Name = "weather" }));

        using var stop = new CancellationTokenSource();
        using var clock = new WorkClock(time);
        var client = new ListeningClient(time);
        Task loop = live.RunAsync(stop.Token);
        Task session = live.TryCreate(new SessionSettings(), out _)!.RunAsync(client, stop.Token);
        var rounds = new List<Round>();
        for (int round = 0; round <= count; round++)
        {
            long before = time.GetTimestamp();
            await direct.CallToolAsync("get_weather", new Dictionary<string, object?>(StringComparer.Ordinal) { ["city"] = "paris" });
            TimeSpan called = time.GetElapsedTime(before);
            Stamps weather = await AskAsync("weather in paris"), pause = await AskAsync($"pause for {round * 61 % Turn} milliseconds");
            rounds.Add(new Round(called, weather, pause));
        }

        await stop.CancelAsync();
        await Task.WhenAll(loop, session).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await app.StopAsync();
        return rounds;

        async Task<Stamps> AskAsync(string task)
        {
            model.Ask(task);
            using var timeout = new CancellationTokenSource(Patience, time);
            long spoken = await client.SoundAsync(timeout.Token);
            return new Stamps(
                time.GetElapsedTime(model.Asked, clock.CallBegan), time.GetElapsedTime(model.Asked, clock.AnswerCame),
                time.GetElapsedTime(clock.AnswerCame, model.Injected), time.GetElapsedTime(clock.AnswerCame, spoken));
        }
    }

    private static void Write(Report report, IReadOnlyList<Round> rounds)
    {
        Measurement[] measured =
        [
            Of("delegate token to tool call start", round => [round.Weather.ToCall, round.Pause.ToCall]),
            Of("the MCP call, made directly", round => [round.Direct]),
            Of("the same through the host: delegate token to answer", round => [round.Weather.ToAnswer]),
            Of("the host's overhead: the difference, round by round", round => [round.Weather.ToAnswer - round.Direct]),
            Of("result arrival to first injected token", round => [round.Pause.ToToken]),
            Of("result arrival to first sound of the answer", round => [round.Pause.ToSound]),
        ];
        report.Table(["from, to", "p50 ms", "p99 ms", "max ms", "of"], measured.Select(row => (IReadOnlyList<string>)
            [row.Name, Milliseconds(row, .5), Milliseconds(row, .99), Milliseconds(row, 1), $"{row.Microseconds.Length}"]));
        report.Line($"A result enters the model with the session's next turn, so that up to {Turn} ms of the last two are the wait for it.\n");
        report.Bar("delegate token to tool call start, p99", $"<= {Turn} ms", $"{Milliseconds(measured[0], .99)} ms", measured[0].Quantile(.99) <= Turn * 1e3);
        report.Bar("the host's overhead beside the MCP call itself, median", $"<= {Turn} ms", $"{Milliseconds(measured[3], .5)} ms", measured[3].Median <= Turn * 1e3);
        report.Bar("result arrival to first sound, with a model that speaks at once, p99", $"<= {2 * Turn} ms", $"{Milliseconds(measured[5], .99)} ms", measured[5].Quantile(.99) <= 2 * Turn * 1e3);

        Measurement Of(string name, Func<Round, TimeSpan[]> times) => new(name, [.. rounds.SelectMany(times).Select(time => time.TotalMicroseconds)], 0);
    }

    private static string Milliseconds(Measurement measurement, double quantile) => (measurement.Quantile(quantile) / 1e3).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);

    /// <param name="ToCall">From the task's last token to the begin of the tool's call.</param>
    /// <param name="ToAnswer">From the task's last token to the agent's answer.</param>
    /// <param name="ToToken">From the agent's answer to its first token in the model.</param>
    /// <param name="ToSound">From the agent's answer to the first sound that leaves the host.</param>
    private sealed record Stamps(TimeSpan ToCall, TimeSpan ToAnswer, TimeSpan ToToken, TimeSpan ToSound);

    private sealed record Round(TimeSpan Direct, Stamps Weather, Stamps Pause);
}
