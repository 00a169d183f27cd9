using AgentHost.Bench.Decoders;
using AgentHost.Bench.Decoders.Files;

namespace AgentHost.Bench;

/// <summary>A step of one position at the shipped model's size, with weights in fewer bits: alone and with sixteen sessions together.</summary>
internal static class PrecisionBench
{
    private static readonly int[] Sessions = [1, 2, 16];

    public static void Run(Report report, BenchOptions options)
    {
        DecoderShape shape = options.Tiny ? DecoderShape.Tiny : DecoderShape.Wren;
        var weights = new DecoderWeights(shape);
        using var folder = new ScratchFolder();
        report.Section($"Weights in fewer bits, at the size of the shipped model's blocks: {shape.Parameters / 1e6:0.0} M parameters, half a window of context, one thread");
        Precision[] precisions = Enum.GetValues<Precision>();
        foreach (Precision precision in precisions)
        {
            DecoderGraph.WriteForStep(folder.File($"{precision}.onnx"), weights, precision);
        }

        var rows = new List<IReadOnlyList<string>>();
        foreach (int sessions in Sessions)
        {
            double[] medians = Measure(precisions, sessions, shape, folder, options.Rounds * 5);
            rows.AddRange(precisions.Select((precision, i) => (IReadOnlyList<string>)
            [
                $"{sessions}", Describe(precision), $"{new FileInfo(folder.File($"{precision}.onnx")).Length / 1e6:0.0}", Report.Number(medians[i] / sessions), Report.Ratio(medians[i] / medians[0]),
            ]));
        }

        string[] kept = [.. precisions.Select(precision => $"{Describe(precision)} {(DependsOnOthers(precision, shape, folder) ? "changes" : "stays the same to the last bit")}")];
        report.Table(["sessions together", "weights", "file, MB", "median µs a session's step", "to fp32"], rows);
        report.Line($"What a session computes when others are stepped with it: {string.Join("; ", kept)}.\n");
    }

    private static double[] Measure(Precision[] precisions, int sessions, DecoderShape shape, ScratchFolder folder, int rounds)
    {
        StepDecoder[] decoders = [.. precisions.Select(precision => new StepDecoder($"{precision}", folder.File($"{precision}.onnx"), shape, sessions))];
        int[] token = [7];
        var times = precisions.Select(_ => new List<double>()).ToArray();
        for (int i = 0; i < shape.Capacity / 2; i++)
        {
            foreach (StepDecoder decoder in decoders)
            {
                decoder.Run(token);
            }
        }

        for (int round = 0; round < Math.Min(rounds, (shape.Capacity / 2) - 1); round++)
        {
            for (int i = 0; i < decoders.Length; i++)
            {
                StepDecoder decoder = decoders[i];
                times[i].Add(Measurement.Time(() => decoder.Run(token)));
            }
        }

        foreach (StepDecoder decoder in decoders)
        {
            decoder.Dispose();
        }

        return [.. times.Select(list => new Measurement("", [.. list], 0).Median)];
    }

    /// <summary>Whether a row's logits change with what another row holds.</summary>
    private static bool DependsOnOthers(Precision precision, DecoderShape shape, ScratchFolder folder)
    {
        using var one = new StepDecoder("", folder.File($"{precision}.onnx"), shape, rows: 2);
        using var other = new StepDecoder("", folder.File($"{precision}.onnx"), shape, rows: 2);
        for (int token = 1; token < 20; token++)
        {
            one.RunRows([token, token]);
            other.RunRows([token, token * 11]);
        }

        return !one.Logits.SequenceEqual(other.Logits);
    }

    private static string Describe(Precision precision) => precision switch
    {
        Precision.Single => "fp32 (MatMul)",
        Precision.DynamicInt8 => "int8 (DynamicQuantizeMatMul)",
        Precision.Blocks8 => "8-bit blocks (MatMulNBits)",
        _ => "4-bit blocks (MatMulNBits)",
    };
}
