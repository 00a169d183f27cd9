using System.Globalization;

namespace AgentHost.Bench;

/// <summary>One measured case: microseconds of each run, managed bytes a run.</summary>
internal sealed record Measurement(string Name, double[] Microseconds, double BytesPerRun)
{
    public double Quantile(double quantile)
    {
        double[] sorted = [.. Microseconds.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * quantile)];
    }

    /// <summary>Runs <paramref name="turn"/> until warm, then measures it.</summary>
    public static Measurement Take(string name, int warmUp, int runs, Action turn)
    {
        for (int i = 0; i < warmUp; i++)
        {
            turn();
        }

        TimeProvider time = TimeProvider.System;
        var microseconds = new double[runs];
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < runs; i++)
        {
            long started = time.GetTimestamp();
            turn();
            microseconds[i] = time.GetElapsedTime(started).TotalMicroseconds;
        }

        return new Measurement(name, microseconds, (GC.GetAllocatedBytesForCurrentThread() - before) / (double)runs);
    }
}

/// <summary>Prints measurements as Markdown, with each one's ratio to the first: compare ratios, not machines.</summary>
internal static class Table
{
    public static void Print(string subject, params IReadOnlyList<Measurement> measurements) => Print(subject, "µs", 1, measurements);

    public static void PrintMilliseconds(string subject, params IReadOnlyList<Measurement> measurements) => Print(subject, "ms", 1_000, measurements);

    private static void Print(string subject, string unit, double microseconds, IReadOnlyList<Measurement> measurements)
    {
        Console.WriteLine($"| {subject} | median {unit} | p99 {unit} | min {unit} | bytes | median / first |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        foreach (Measurement measurement in measurements)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {measurement.Name} | {measurement.Quantile(.5) / microseconds:0.0} | {measurement.Quantile(.99) / microseconds:0.0} | {measurement.Quantile(0) / microseconds:0.0} | {measurement.BytesPerRun:0.#} | {measurement.Quantile(.5) / measurements[0].Quantile(.5):0.00} |"));
        }
    }
}
