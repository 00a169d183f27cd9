using System.CommandLine;
using System.Text.Json;
using AgentHost.Audio;
using AgentHost.Eval;
using AgentHost.Eval.Reports;
using AgentHost.Eval.Scenarios;
using AgentHost.Eval.Suites;
using InteractionCore.Plugins;

namespace AgentHost.Commands;

/// <summary>Plays suites of scenarios to a host and says how it did.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var suites = new Argument<string[]>("SUITE") { Description = $"Which suites to run: {string.Join(", ", Suite.All.Keys)}. Default: all.", Arity = ArgumentArity.ZeroOrMore };
        var host = new Option<string?>("--host") { Description = "A running host, e.g. ws://127.0.0.1:5080/v1/live/sessions. Default: one is started for the run.", HelpName = "URL" };
        var fast = new Option<bool>("--fast") { Description = "On a virtual clock, as fast as the model steps; times then contain neither network nor computing." };
        var json = new Option<string?>("--json") { Description = "Write everything that was measured to a JSON file.", HelpName = "FILE" };
        var pictures = new Option<string?>("--pictures") { Description = "Draw every scenario's timeline into a folder.", HelpName = "FOLDER" };
        var parallel = new Option<int>("--parallel") { Description = "Scenarios at once; in real time, more than the host can serve spoil each other.", DefaultValueFactory = _ => 2, HelpName = "N" };
        var scenarios = new Option<string?>("--scenarios") { Description = "A folder of suites. Default: the nearest folder named eval.", HelpName = "FOLDER" };
        var minimum = new Option<string[]>("--min")
        {
            Description = "Exit code 1 when a suite's score is below a value of 0 to 1, or when a bar of a file such as eval/minimums.json is missed; can be given several times.",
            HelpName = "SUITE=VALUE|FILE",
        };
        Option<string?> plugins = CommonOptions.Plugins();
        Option<bool> verbose = CommonOptions.Verbose();
        var command = new Command("eval", "Play scenarios to a host and measure how it converses.") { suites, host, fast, json, pictures, parallel, scenarios, minimum, plugins, verbose };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new EvalOptions(parsed.GetValue(suites) ?? [], parsed.GetValue(host), parsed.GetValue(fast), parsed.GetValue(json), parsed.GetValue(pictures), parsed.GetValue(parallel),
                parsed.GetValue(scenarios), Minimums.Parse(parsed.GetValue(minimum) ?? []), parsed.GetValue(plugins), parsed.GetValue(verbose)),
            TimeProvider.System, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(EvalOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        // What is wrong with the files should not wait for the model.
        IReadOnlyList<string> files = ScenarioSet.Find(options.Scenarios, options.Suites);
        if (options.Parallel is < 1 or > 256)
        {
            throw new SetupException($"--parallel is {options.Parallel}: 1 to 256.");
        }

        if (options is { Fast: true, Host: not null })
        {
            throw new SetupException("--fast needs a host whose clock it can hold: leave out --host, or --fast.");
        }

        using FileStream? json = options.Json is null ? null : OutputFile.Create(options.Json);
        ScenarioPictures? pictures = options.Pictures is null ? null : new ScenarioPictures(options.Pictures, live: !options.Fast);
        DateTimeOffset started = time.GetLocalNow();
        await using var hosts = new EvalHosts();
        await hosts.StartAsync(options, cancellationToken);
        string where = options.Host is null ? options.Fast ? $"{hosts.All.Count} hosts of its own" : "a host of its own" : hosts.All[0].Address.ToString();

        Console.WriteLine($"{files.Count} scenarios, {options.Parallel} at once, {(options.Fast ? "on a virtual clock" : "in real time")}, with {where}");
        var runner = new EvalRunner(hosts.Players(options, time), Console.Out, pictures);
        try
        {
            await runner.RunAsync(files, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Stopped: what there is gets written.
        }

        bool complete = runner.Results.Count == files.Count;
        EvalReport report = EvalReport.Of(started, where, options.Fast, options.Parallel, complete, runner.Results);
        EvalTable.Write(Console.Out, report);
        if (json is not null)
        {
            await JsonSerializer.SerializeAsync(json, report, EvalReportJson.Default.EvalReport, CancellationToken.None);
            await json.FlushAsync(CancellationToken.None);
        }

        return !complete ? ExitCodes.Interrupted : Judge(report, options.Minimums);
    }

    /// <summary>Quality alone is no failure: what could not be run is, and a minimum that was asked for and missed.</summary>
    private static int Judge(EvalReport report, Minimums minimums)
    {
        int code = report.Scenarios.Any(result => result.Error is not null) ? ExitCodes.Failed : ExitCodes.Ok;
        foreach (string missed in minimums.Missed(report))
        {
            Console.WriteLine(missed);
            code = ExitCodes.Failed;
        }

        return code;
    }
}

/// <summary>What the command line asks for.</summary>
internal sealed record EvalOptions(IReadOnlyList<string> Suites, string? Host, bool Fast, string? Json, string? Pictures, int Parallel, string? Scenarios, Minimums Minimums, string? Plugins, bool Verbose);
