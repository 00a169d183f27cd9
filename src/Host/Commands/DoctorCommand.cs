using System.CommandLine;
using System.Runtime.InteropServices;
using AgentHost.Hosting;
using AgentHost.Load;
using InteractionCore.Model;
using InteractionCore.Plugins;
using InteractionCore.Sessions;
using Microsoft.Extensions.Options;

namespace AgentHost.Commands;

/// <summary>Says what is there and what is missing; fails when something that is configured does not work.</summary>
internal static class DoctorCommand
{
    /// <summary>How long parts may take to say how they are: a cold MCP server needs some seconds to start.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        Option<string?> plugins = CommonOptions.Plugins();
        Option<bool> verbose = CommonOptions.Verbose();
        var load = new Option<bool>("--load") { Description = "Instead, run live sessions of the model until the host refuses more, and say how many this machine carries." };
        var sessions = new Option<int>("--sessions") { Description = "For --load: sessions to run at most.", DefaultValueFactory = _ => 512, HelpName = "N" };
        var seconds = new Option<int>("--seconds") { Description = "For --load: how long to hold them.", DefaultValueFactory = _ => 20, HelpName = "S" };
        var command = new Command("doctor", "Check runtime, model, voice, agent and every MCP server; exit code 1 when something configured is broken.") { load, sessions, seconds, plugins, verbose };
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(load)
            ? LoadAsync(parsed.GetValue(plugins), parsed.GetValue(verbose), parsed.GetValue(sessions), parsed.GetValue(seconds), cancellationToken)
            : RunAsync(parsed.GetValue(plugins), parsed.GetValue(verbose), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string? plugins, bool verbose, CancellationToken cancellationToken)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.AddAgentHost(plugins, verbose ? LogLevel.Debug : LogLevel.Critical);
        using IHost host = builder.Build();
        Print(new HealthReport(".NET", Health.Ok, $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} processors"));

        await host.StartAsync(cancellationToken);
        IReadOnlyList<HealthReport> reports = await Readiness.CollectAsync(
            host.Services.GetServices<IHealthReporter>(), Patience, host.Services.GetRequiredService<TimeProvider>(), cancellationToken);
        foreach (HealthReport report in reports)
        {
            Print(report);
        }

        foreach (IToolSource source in host.Services.GetRequiredService<LiveHost>().Tools)
        {
            Print(new HealthReport($"Tools of {source.Name}", Health.Ok, string.Join(", ", source.Current.Functions.Select(tool => tool.Name).DefaultIfEmpty("none"))));
        }

        await host.StopAsync(cancellationToken);
        int broken = reports.Count(report => report.Health is Health.Broken);
        Console.WriteLine(broken == 0 ? "Everything that is configured works." : $"{broken} of {reports.Count} parts are broken.");
        return broken == 0 ? ExitCodes.Ok : ExitCodes.Failed;
    }

    /// <summary>Ends with 0 when turns were in time, 1 when they were not.</summary>
    private static async Task<int> LoadAsync(string? plugins, bool verbose, int sessions, int seconds, CancellationToken cancellationToken)
    {
        if (sessions is < 1 or > 10_000 || seconds is < 1 or > 86_400)
        {
            throw new SetupException($"--sessions is {sessions} and --seconds {seconds}: use 1 to 10000 sessions and 1 to 86400 seconds.");
        }

        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.AddAgentHost(plugins, verbose ? LogLevel.Debug : LogLevel.Critical);
        // Not started: tools and voice would only take time from what is measured.
        using IHost host = builder.Build();
        IInteractionModel model = host.Services.GetRequiredService<IInteractionModel>();
        TimeProvider time = host.Services.GetRequiredService<TimeProvider>();
        var hold = TimeSpan.FromSeconds(seconds);
        var report = new LoadReport(Console.Out, time);
        report.Begin(model.Description, sessions, hold);
        var run = new LoadRun(model, host.Services.GetRequiredService<IOptions<InteractionOptions>>().Value, host.Services.GetRequiredService<InteractionMetrics>(), sessions, time);
        LoadResult result = await run.RunAsync(SpeechLikeSound.Create(model.Layout.InputSampleRate), hold, report.Progress, cancellationToken);
        report.End(model.Description, result);
        return result.Stopped ? ExitCodes.Interrupted : result.InTime ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static void Print(HealthReport report) =>
        Console.WriteLine($"{report.Health switch { Health.Ok => "ok     ", Health.Limited => "limited", _ => "BROKEN " }}  {report.Part,-24} {report.Detail}");
}
