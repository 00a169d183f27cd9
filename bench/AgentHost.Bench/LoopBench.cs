namespace AgentHost.Bench;

/// <summary>Framing, context, routing, events and metrics of one session's turn, with ten chunks of 20 ms coming in, around a model that costs nothing.</summary>
internal static class LoopBench
{
    private const int Silence = 16_000;

    public static void Run(Report report, BenchOptions options)
    {
        report.Section("One micro-turn of the host, without a model");
        Measurement silent = Measure("silent", speaks: false, options), speaking = Measure("speaking", speaks: true, options);
        report.Table("turn", "µs", [silent, speaking]);
        report.Bar("host work per micro-turn beside the model, median", "<= 100 µs", $"{Report.Number(Math.Max(silent.Median, speaking.Median))} µs", Math.Max(silent.Median, speaking.Median) <= 100);
        report.Bar("managed memory in a silent turn", "0 B", $"{silent.BytesPerRun:0.##} B", silent.BytesPerRun < .5);
    }

    private static Measurement Measure(string name, bool speaks, BenchOptions options)
    {
        using var model = new NoOpModel { Speaks = speaks };
        using var turns = new HostTurns(model, sessions: 1, new float[Silence]);
        return Measurement.Take(name, warmUp: options.Choose(50_000, 50_000, 100), runs: options.Choose(20_000, 20_000, 100), turns.Turn);
    }
}
