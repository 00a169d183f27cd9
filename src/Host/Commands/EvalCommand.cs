using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using AgentHost.Audio;
using AgentHost.Eval;
using AgentHost.Eval.Reports;
using AgentHost.Eval.Scenarios;
using AgentHost.Eval.Suites;
using InteractionCore.Plugins;

namespace AgentHost.Commands;

/// <summary>Plays suites of scenarios to a host in real time and says how it did.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var suites = new Argument<string[]>("SUITE") { Description = $"Which suites to run: {string.Join(", ", Suite.All.Keys)}. Default: all.", Arity = ArgumentArity.ZeroOrMore };
        var host = new Option<string?>("--host") { Description = "A running host, e.g. ws://127.0.0.1:5080/v1/live/sessions. Default: one is started for the run.", HelpName = "URL" };
        var json = new Option<string?>("--json") { Description = "Write everything that was measured to a JSON file.", HelpName = "FILE" };
        var pictures = new Option<string?>("--pictures") { Description = "Draw every scenario's timeline into a folder.", HelpName = "FOLDER" };
        var parallel = new Option<int>("--parallel") { Description = "Scenarios at once; more than the host can serve in time spoil each other.", DefaultValueFactory = _ => 2, HelpName = "N" };
        var scenarios = new Option<string?>("--scenarios") { Description = "A folder of suites. Default: the nearest folder named eval.", HelpName = "FOLDER" };
        var minimum = new Option<string[]>("--min") { Description = "Exit code 1 when a suite's score is below a value of 0 to 1; can be given several times.", HelpName = "SUITE=VALUE" };
        Option<string?> plugins = CommonOptions.Plugins();
        Option<bool> verbose = CommonOptions.Verbose();
        var command = new Command("eval", "Play scenarios to a host in real time and measure how it converses.") { suites, host, json, pictures, parallel, scenarios, minimum, plugins, verbose };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new EvalOptions(parsed.GetValue(suites) ?? [], parsed.GetValue(host), parsed.GetValue(json), parsed.GetValue(pictures), parsed.GetValue(parallel),
                parsed.GetValue(scenarios), Minimums(parsed.GetValue(minimum) ?? []), parsed.GetValue(plugins), parsed.GetValue(verbose)),
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

        using FileStream? json = options.Json is null ? null : OutputFile.Create(options.Json);
        ScenarioPictures? pictures = options.Pictures is null ? null : new ScenarioPictures(options.Pictures);
        DateTimeOffset started = time.GetLocalNow();
        await using EvalHost host = options.Host is null
            ? await EvalHost.StartAsync(options.Plugins, options.Verbose ? LogLevel.Information : LogLevel.Error, cancellationToken)
            : await EvalHost.ConnectAsync(options.Host, time, cancellationToken);

        Console.WriteLine($"{files.Count} scenarios, {options.Parallel} at once, in real time; {(host.IsOwn ? "a host was started for them" : host.Address)}");
        var runner = new EvalRunner(host.Address, options.Parallel, Console.Out, pictures, time);
        try
        {
            await runner.RunAsync(files, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Stopped: what there is gets written.
        }

        bool complete = runner.Results.Count == files.Count;
        EvalReport report = EvalReport.Of(started, host.IsOwn ? "a host of its own" : host.Address.ToString(), options.Parallel, complete, runner.Results);
        EvalTable.Write(Console.Out, report);
        if (json is not null)
        {
            await JsonSerializer.SerializeAsync(json, report, EvalReportJson.Default.EvalReport, CancellationToken.None);
            await json.FlushAsync(CancellationToken.None);
        }

        return !complete ? ExitCodes.Interrupted : Judge(report, options.Minimums);
    }

    /// <summary>Quality alone is no failure: what could not be run is, and a minimum that was asked for and missed.</summary>
    private static int Judge(EvalReport report, IReadOnlyDictionary<string, double> minimums)
    {
        int code = report.Scenarios.Any(result => result.Error is not null) ? ExitCodes.Failed : ExitCodes.Ok;
        foreach ((string suite, double minimum) in minimums)
        {
            double? score = report.Suites.FirstOrDefault(result => result.Suite == suite)?.Score;
            if (score is null || score < minimum)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"MISSED {suite}: {(score is { } value ? value.ToString("0.00", CultureInfo.InvariantCulture) : "no score")}, the minimum is {minimum:0.00}."));
                code = ExitCodes.Failed;
            }
        }

        return code;
    }

    /// <exception cref="SetupException">A minimum is not of the form SUITE=VALUE.</exception>
    private static Dictionary<string, double> Minimums(IEnumerable<string> given)
    {
        Dictionary<string, double> minimums = [];
        foreach (string minimum in given)
        {
            string[] sides = minimum.Split('=');
            if (sides.Length != 2 || !Suite.All.ContainsKey(sides[0]) || !double.TryParse(sides[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || value is not (>= 0 and <= 1))
            {
                throw new SetupException($"--min '{minimum}' is not SUITE=VALUE with one of {string.Join(", ", Suite.All.Keys)} and a value of 0 to 1, such as turn=0.8.");
            }

            minimums[sides[0]] = value;
        }

        return minimums;
    }
}

/// <summary>What the command line asks for.</summary>
internal sealed record EvalOptions(IReadOnlyList<string> Suites, string? Host, string? Json, string? Pictures, int Parallel, string? Scenarios,
    IReadOnlyDictionary<string, double> Minimums, string? Plugins, bool Verbose);
