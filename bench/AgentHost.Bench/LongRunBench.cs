using System.Globalization;
using InteractionCore.Model;
using OnnxInteraction;

namespace AgentHost.Bench;

/// <summary>Whether turns cost the same however long sessions have lived: eight of them for half a minute, one for an hour of its own time.</summary>
internal static class LongRunBench
{
    private const int TurnsPerMinute = 300;

    public static HourResult Run(Report report, OnnxModel model, float[] sound, BenchOptions options)
    {
        report.Section("Turns at the beginning and at the end");
        TailOverHead(report, model, sound, options);
        return Hour(report, model, sound, options);
    }

    private static void TailOverHead(Report report, OnnxModel model, float[] sound, BenchOptions options)
    {
        const int Sessions = 8, Turns = 150, Part = 30;
        // Over and over in both parts, so that they are alike but for the sessions' age: words that are spoken cost more than silence.
        float[] heard = sound[..(Part * model.Layout.InputSamplesPerTurn)];
        var ratios = new List<double>();
        for (int repeat = 0; repeat < options.Choose(5, 2, 1); repeat++)
        {
            using var turns = new HostTurns(model, Sessions, heard);
            double[] times = [.. Enumerable.Range(0, Turns).Select(_ => Measurement.Time(turns.Turn))];
            ratios.Add(new Measurement("", times[^Part..], 0).Median / new Measurement("", times[..Part], 0).Median);
        }

        double ratio = new Measurement("", [.. ratios], 0).Median;
        report.Line($"{Sessions} sessions x {Turns} turns: the last {Part} turns take {Report.Ratio(ratio)} of the first {Part} (median of {ratios.Count} runs, between {Report.Ratio(ratios.Min())} and {Report.Ratio(ratios.Max())}; the window fills meanwhile; every {Part} turns they hear the same).\n");
        report.Bar("tail / head turn time, 8 sessions x 150 turns", "<= 1.10", Report.Ratio(ratio), ratio <= 1.1);
    }

    private static HourResult Hour(Report report, OnnxModel model, float[] sound, BenchOptions options)
    {
        int minutes = options.Choose(60, 10, 3);
        using var turns = new HostTurns(model, sessions: 1, sound);
        var medians = new double[minutes];
        long firstKept = 0;
        for (int minute = 0; minute < minutes; minute++)
        {
            medians[minute] = new Measurement("", [.. Enumerable.Range(0, TurnsPerMinute).Select(_ => Measurement.Time(turns.Turn))], 0).Median;
            if (minute == 0)
            {
                firstKept = GC.GetTotalMemory(forceFullCollection: true);
            }
        }

        long kept = GC.GetTotalMemory(forceFullCollection: true) - firstKept;
        CacheUse cache = turns.State(0).Model.Cache;
        report.Line(string.Create(CultureInfo.InvariantCulture,
            $"A session of {minutes} minutes, its turns run one after another: minute {minutes} takes {medians[^1] / medians[0]:0.00} of minute 1 (median turn {medians[^1]:0} µs); managed memory grew by {kept / 1024.0:0} KB since minute 1; its cache holds {cache.Positions} of at most {cache.Capacity} positions, its record {turns.State(0).Transcript.WordCount} words and {turns.State(0).Facts.Count} facts.\n"));
        report.Bar($"minute {minutes} / minute 1", "<= 1.10", Report.Ratio(medians[^1] / medians[0]), medians[^1] / medians[0] <= 1.1);
        return new HourResult(medians);
    }
}

/// <param name="Minutes">The median turn of each minute, in microseconds.</param>
internal sealed record HourResult(double[] Minutes);
