namespace AgentHost.Bench;

/// <summary>One measured case: microseconds of each run, managed bytes a run.</summary>
internal sealed record Measurement(string Name, double[] Microseconds, double BytesPerRun)
{
    public double Median => Quantile(.5);

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

        var microseconds = new double[runs];
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < runs; i++)
        {
            microseconds[i] = Time(turn);
        }

        return new Measurement(name, microseconds, (GC.GetAllocatedBytesForCurrentThread() - before) / (double)runs);
    }

    /// <summary>What one run takes, in microseconds.</summary>
    public static double Time(Action turn)
    {
        TimeProvider time = TimeProvider.System;
        long started = time.GetTimestamp();
        turn();
        return time.GetElapsedTime(started).TotalMicroseconds;
    }
}
