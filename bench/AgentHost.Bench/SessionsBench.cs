using System.Globalization;
using InteractionCore.Model;
using OnnxInteraction;

namespace AgentHost.Bench;

/// <summary>One micro-turn of many sessions, each with a full window behind it: stepped together, and one after another.</summary>
internal static class SessionsBench
{
    public static IReadOnlyList<SessionsResult> Run(Report report, OnnxModel model, BenchOptions options)
    {
        report.Section("One micro-turn of many sessions, one thread, time per session");
        int[] counts = options.Tiny ? [1, 2, 16] : [1, 2, 4, 8, 16, 32, 64];
        SessionsResult[] results = [.. counts.Select(count => Measure(model, count, options))];
        report.Table(["sessions", "together: median µs each", "p99 µs each", "bytes each", "to one session", "one after another: median µs each", "together / one after another"], results.Select(result => (IReadOnlyList<string>)
        [
            $"{result.Sessions}", Report.Number(result.Together.Median / result.Sessions), Report.Number(result.Together.Quantile(.99) / result.Sessions),
            (result.Together.BytesPerRun / result.Sessions).ToString("0.#", CultureInfo.InvariantCulture), Report.Ratio(result.Each / results[0].Each),
            Report.Number(result.Apart.Median / result.Sessions), Report.Ratio(result.Together.Median / result.Apart.Median),
        ]));
        SessionsResult? sixteen = results.FirstOrDefault(result => result.Sessions == 16);
        double ratio = sixteen is null ? double.NaN : sixteen.Each / results[0].Each;
        report.Bar("cost per session at 16 sessions / at 1", "<= 0.50", Report.Ratio(ratio), sixteen is null ? null : ratio <= .5);
        return results;
    }

    private static SessionsResult Measure(OnnxModel model, int sessions, BenchOptions options)
    {
        int warm = options.Choose(130, 130, 5), runs = options.Choose(40, 15, 3);
        ModelTurn[] together = Open(model, sessions), apart = Open(model, sessions);
        // Who first steps alone gets a bank of its own.
        StepApart();
        for (int i = 0; i < warm; i++)
        {
            StepTogether();
        }

        // Made once, so that the delegates are not among the bytes.
        Action stepTogether = StepTogether, stepApart = StepApart;
        double[] times = new double[runs], timesApart = new double[Math.Max(3, runs / 4)];
        long allocated = 0;
        for (int run = 0; run < runs; run++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            times[run] = Measurement.Time(stepTogether);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            if (run < timesApart.Length)
            {
                timesApart[run] = Measurement.Time(stepApart);
            }
        }

        foreach (ModelTurn turn in (ModelTurn[])[.. together, .. apart])
        {
            turn.Session.Dispose();
        }

        return new SessionsResult(sessions, new Measurement("", times, allocated / (double)runs), new Measurement("", timesApart, 0));

        void StepTogether()
        {
            foreach (ModelTurn turn in together)
            {
                turn.Clear();
            }

            model.Step(together);
        }

        void StepApart()
        {
            for (int i = 0; i < apart.Length; i++)
            {
                apart[i].Clear();
                model.Step(apart.AsSpan(i, 1));
            }
        }
    }

    private static ModelTurn[] Open(OnnxModel model, int sessions) =>
        [.. Enumerable.Range(0, sessions).Select(_ => new ModelTurn(model.Layout, model.CreateSession(new ModelSessionOptions())))];
}

/// <param name="Together">Turns of all sessions in one step.</param>
/// <param name="Apart">The same sessions stepped one by one; with a shorter past, which favours them.</param>
internal sealed record SessionsResult(int Sessions, Measurement Together, Measurement Apart)
{
    public double Each => Together.Median / Sessions;
}
