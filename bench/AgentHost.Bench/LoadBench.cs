using System.Diagnostics.Metrics;
using System.Globalization;
using AgentHost.Load;
using InteractionCore.Model;
using InteractionCore.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace AgentHost.Bench;

/// <summary>Many live sessions at once, in real time: each hears a recording over and over, at its own moment, and speaks.</summary>
internal static class LoadBench
{
    public static async Task RunAsync(Report report, IInteractionModel model, float[] sound, int sessions, TimeSpan duration)
    {
        report.Section("Live sessions at once, in real time");
        var metrics = new InteractionMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
        var run = new LoadRun(model, new InteractionOptions(), metrics, sessions, TimeProvider.System);
        LoadResult result = await run.RunAsync(sound, duration, _ => { }, CancellationToken.None);
        TurnTimes turns = result.Turns;
        report.Table(["sessions", "minutes", "turns", "p50 ms", "p99 ms", "max ms", "late", "began off time, p99 ms", "processors"],
        [
            [
                $"{result.Sessions}", duration.TotalMinutes.ToString("0.##", CultureInfo.InvariantCulture), $"{turns.Count}", Report.Number(turns.P50Ms), Report.Number(turns.P99Ms), Report.Number(turns.MaxMs),
                string.Create(CultureInfo.InvariantCulture, $"{turns.Late} ({100.0 * turns.Late / Math.Max(1, turns.Count):0.000} %)"), Report.Number(turns.JitterP99Ms),
                string.Create(CultureInfo.InvariantCulture, $"{result.Processor:P0}"),
            ],
        ]);
        if (result.Refusal is { } refusal)
        {
            report.Line($"The next was refused: {refusal.Reason}\n");
        }

        report.Bar($"live sessions on {Environment.ProcessorCount} cores for {duration.TotalMinutes:0.##} minutes with p99 < 200 ms and < 0.1 % late", ">= 24",
            string.Create(CultureInfo.InvariantCulture, $"{result.Sessions}, p99 {turns.P99Ms:0.0} ms, {turns.Late} late"), result.InTime && result.Sessions >= 24);
    }
}
