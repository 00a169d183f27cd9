using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AgentHost.Hosting;
using InteractionCore.Model;
using InteractionCore.Plugins;

namespace AgentHost.Commands;

/// <summary>Says whether a model package does what the host needs, and how fast.</summary>
internal static class ModelCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Command Create()
    {
        var folder = new Argument<string>("FOLDER") { Description = "The model package: a folder with a model.json." };
        var device = new Option<string>("--device") { Description = "Where to run it: auto, cpu or cuda.", DefaultValueFactory = _ => "auto", HelpName = "DEVICE" };
        var seconds = new Option<double>("--seconds") { Description = "How long a silence to have it listen to.", DefaultValueFactory = _ => 10, HelpName = "S" };
        var check = new Command("check", "Load a model package, repeat its self-test, and have it listen to silence; exit code 1 when something is wrong.") { folder, device, seconds };
        check.SetAction((parsed, cancellationToken) => CheckAsync(parsed.GetValue(folder)!, parsed.GetValue(device)!, parsed.GetValue(seconds), cancellationToken));
        return new Command("model", "Look at interaction models.") { check };
    }

    private static async Task<int> CheckAsync(string folder, string device, double seconds, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(folder, "model.json")))
        {
            throw new SetupException($"'{Path.GetFullPath(folder)}' has no model.json. Name the folder of a model package, such as models/wren; docs/model.md says what is in one.");
        }

        using IHost host = Build(Path.GetFullPath(folder), device);
        IReadOnlyList<HealthReport> reports = await Readiness.CollectAsync(host.Services.GetServices<IHealthReporter>(), Patience, TimeProvider.System, cancellationToken);
        foreach (HealthReport report in reports)
        {
            Print(report.Health, report.Part, report.Detail);
        }

        bool works = reports.All(report => report.Health is not Health.Broken) && Listen(host.Services.GetRequiredService<IInteractionModel>(), seconds, cancellationToken);
        Console.WriteLine(works ? "The model can be served." : "The model cannot be served as it is.");
        return works ? ExitCodes.Ok : ExitCodes.Failed;
    }

    /// <summary>A host with this model and nothing else.</summary>
    private static IHost Build(string folder, string device)
    {
        string manifest = Path.GetTempFileName();
        try
        {
            File.WriteAllText(manifest, $$"""
                { "plugins": [ { "id": "model", "assembly": "plugins/OnnxInteraction/OnnxInteraction.dll",
                                 "settings": { "model": {{Quote(folder)}}, "device": {{Quote(device)}} } } ] }
                """);
            HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
            builder.AddAgentHost(manifest, LogLevel.Error);
            return builder.Build();
        }
        finally
        {
            File.Delete(manifest);
        }

        static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
    }

    /// <summary>Steps one session through silence: it must stay silent, put out numbers, and keep its time.</summary>
    private static bool Listen(IInteractionModel model, double seconds, CancellationToken cancellationToken)
    {
        ModelLayout layout = model.Layout;
        Print(Health.Ok, "Layout", string.Create(CultureInfo.InvariantCulture,
            $"turns of {layout.TurnMilliseconds} ms; hears at {layout.InputSampleRate} Hz, speaks at {layout.OutputSampleRate} Hz, {(layout.TakesVideo ? "sees" : "does not see")}"));
        using IModelSession session = model.CreateSession(new ModelSessionOptions());
        ModelTurn[] turns = [new ModelTurn(layout, session)];
        var elapsed = new List<double>();
        int said = 0;
        for (int turn = 0; turn < seconds / layout.TurnDuration.TotalSeconds; turn++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            turns[0].Index = turn;
            turns[0].Clear();
            long started = Stopwatch.GetTimestamp();
            model.Step(turns);
            elapsed.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (turns[0].Failure is { } failure)
            {
                Print(Health.Broken, "Steps", $"turn {turn} failed: {failure}");
                return false;
            }

            if (turns[0].AudioOut.AsSpan(0, turns[0].AudioSamples).ContainsAnyExceptInRange(-1f, 1f))
            {
                Print(Health.Broken, "Speech", $"turn {turn} has samples outside of -1 to 1.");
                return false;
            }

            foreach (LaneToken token in turns[0].Tokens)
            {
                said += token.Lane is Lane.Say ? 1 : 0;
            }
        }

        elapsed.Sort();
        double slowest = elapsed[(int)(0.99 * (elapsed.Count - 1))];
        bool inTime = slowest < layout.TurnMilliseconds;
        Print(inTime ? Health.Ok : Health.Limited, "Steps", string.Create(CultureInfo.InvariantCulture,
            $"{elapsed.Count} turns: p50 {elapsed[elapsed.Count / 2]:0.0} ms, p99 {slowest:0.0} ms of the {layout.TurnMilliseconds} ms there are{(inTime ? "" : "; this machine, as busy as it is now, cannot keep its time")}"));
        Print(said == 0 ? Health.Ok : Health.Limited, "In silence", said == 0 ? "it stays silent" : $"it said {said} words that nobody asked for");
        return true;
    }

    private static void Print(Health health, string part, string detail) =>
        Console.WriteLine($"{health switch { Health.Ok => "ok     ", Health.Limited => "limited", _ => "BROKEN " }}  {part,-24} {detail}");
}
