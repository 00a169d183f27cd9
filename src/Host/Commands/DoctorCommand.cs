using System.CommandLine;
using System.Runtime.InteropServices;
using AgentHost.Hosting;
using InteractionCore.Plugins;

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
        var command = new Command("doctor", "Check runtime, model, voice, agent and every MCP server; exit code 1 when something configured is broken.") { plugins, verbose };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(plugins), parsed.GetValue(verbose), cancellationToken));
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

        foreach (IToolSource source in host.Services.GetServices<IToolSource>())
        {
            Print(new HealthReport($"Tools of {source.Name}", Health.Ok, string.Join(", ", source.Current.Functions.Select(tool => tool.Name).DefaultIfEmpty("none"))));
        }

        await host.StopAsync(cancellationToken);
        int broken = reports.Count(report => report.Health is Health.Broken);
        Console.WriteLine(broken == 0 ? "Everything that is configured works." : $"{broken} of {reports.Count} parts are broken.");
        return broken == 0 ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static void Print(HealthReport report) =>
        Console.WriteLine($"{report.Health switch { Health.Ok => "ok     ", Health.Limited => "limited", _ => "BROKEN " }}  {report.Part,-24} {report.Detail}");
}
