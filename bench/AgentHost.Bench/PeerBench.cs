using AgentHost.Bench.Decoders;
using AgentHost.Bench.Decoders.Files;
using AgentHost.Bench.Decoders.Peers;

namespace AgentHost.Bench;

/// <summary>
/// The same decoder in our step and in other runtimes, one thread each: a turn of a chunk and four decodes at growing contexts. They take
/// turns in every round, so that what else the machine does meets all of them, and in another order each, as who comes after a stranger
/// finds the processor's caches full of other code and data.
/// </summary>
internal static class PeerBench
{
    private const string Ours = "our step";
    private const string Rebuilding = "our step, computing the context again each turn";

    public static async Task<IReadOnlyList<PeerResult>> RunAsync(Report report, BenchOptions options)
    {
        DecoderShape shape = options.Tiny ? DecoderShape.Tiny : DecoderShape.Compared;
        var weights = new DecoderWeights(shape);
        using var folder = new ScratchFolder();
        report.Section($"The same decoder in our step and in other runtimes: {shape.Parameters / 1e6:0.0} M parameters, fp32, one thread");
        List<IDecoder> decoders = await OpenAsync(report, weights, folder, options.Time);
        var results = new List<PeerResult>();
        foreach (int context in options.Tiny ? [0, 50, 100] : (int[])[0, 500, 1_000, 2_000])
        {
            results.AddRange(Measure(decoders, context, options.Rounds, shape));
        }

        decoders.ForEach(decoder => decoder.Dispose());
        Write(report, results);
        return results;
    }

    private static async Task<List<IDecoder>> OpenAsync(Report report, DecoderWeights weights, ScratchFolder folder, TimeProvider time)
    {
        DecoderShape shape = weights.Shape;
        DecoderGraph.WriteForStep(folder.File("step.onnx"), weights);
        List<IDecoder> decoders =
        [
            new StepDecoder(Ours, folder.File("step.onnx"), shape),
            new StepDecoder("our step, cache copied instead of in place", folder.File("step.onnx"), shape, inPlace: false),
            new StepDecoder(Rebuilding, folder.File("step.onnx"), shape, rebuild: true),
        ];
        var packages = new PeerPackages();
        if (await packages.FetchAsync(time) is { } reason)
        {
            report.Skip($"ONNX Runtime GenAI and llama.cpp, for {reason}");
            return decoders;
        }

        Try("ONNX Runtime GenAI", () =>
        {
            DecoderGraph.WriteForGenAI(folder.File("genai.onnx"), weights);
            NativeLibraries.Add(GenAINative.Library, System.Runtime.InteropServices.NativeLibrary.Load(Path.GetFullPath(packages.GenAI)));
            return new GenAIDecoder(folder.Path, "genai.onnx", shape);
        });
        Try("llama.cpp", () =>
        {
            GgufFile.Write(folder.File("decoder.gguf"), weights);
            LlamaLibrary.Load(packages.LlamaFolder);
            return new LlamaDecoder(folder.File("decoder.gguf"), shape, halfCache: false);
        });
        Try("llama.cpp with a half-precision cache", () => new LlamaDecoder(folder.File("decoder.gguf"), shape, halfCache: true));
        return decoders;

        void Try(string name, Func<IDecoder> open)
        {
            try
            {
                decoders.Add(Proven(open(), shape));
            }
            catch (Exception exception) when (exception is InvalidOperationException or DllNotFoundException or EntryPointNotFoundException or FileNotFoundException)
            {
                report.Skip($"{name}: {exception.Message}");
            }
        }
    }

    /// <summary>What cannot take a turn is found out before anything is measured.</summary>
    private static IDecoder Proven(IDecoder decoder, DecoderShape shape)
    {
        decoder.Fill(positions: 4);
        decoder.Turn(Tokens.Chunk(shape), new int[Tokens.Written]);
        decoder.Rewind();
        return decoder;
    }

    private static List<PeerResult> Measure(List<IDecoder> decoders, int context, int rounds, DecoderShape shape)
    {
        int[] chunk = Tokens.Chunk(shape);
        var written = new int[Tokens.Written];
        int[]? wanted = null;
        var times = decoders.ToDictionary(decoder => decoder, _ => new List<double>());
        var agree = new Dictionary<IDecoder, bool>();
        decoders.ForEach(decoder => decoder.Fill(context));
        var random = new Random(context);
        IDecoder[] order = [.. decoders];
        for (int round = -2; round < rounds; round++)
        {
            random.Shuffle(order);
            foreach (IDecoder decoder in order)
            {
                // Computing everything again takes long, and the same every time.
                if (decoder.Name == Rebuilding && round > 2)
                {
                    continue;
                }

                double microseconds = Measurement.Time(() => decoder.Turn(chunk, written));
                decoder.Rewind();
                wanted ??= [.. written];
                agree[decoder] = written.AsSpan().SequenceEqual(wanted);
                if (round >= 0)
                {
                    times[decoder].Add(microseconds);
                }
            }
        }

        List<double> ours = times[decoders[0]];
        return decoders.Select(decoder => new PeerResult(context, new Measurement(decoder.Name, [.. times[decoder]], 0),
            new Measurement("", [.. ours.Zip(times[decoder], (mine, theirs) => mine / theirs)], 0).Median, agree[decoder])).ToList();
    }

    private static void Write(Report report, List<PeerResult> results)
    {
        report.Line($"A turn is a chunk of {Tokens.ChunkLength} tokens and {Tokens.Written - 1} single steps, each token chosen greedily and fed back. Ratio: our step / theirs, median over rounds.\n");
        report.Table(["runtime", "context", "median ms", "min ms", "ours / theirs", "same tokens"], results.Select(result => (IReadOnlyList<string>)
        [
            result.Turn.Name, $"{result.Context}", Report.Number(result.Turn.Median / 1_000), Report.Number(result.Turn.Quantile(0) / 1_000), Report.Ratio(result.Ratio), result.SameTokens ? "yes" : "no",
        ]));
        foreach (string peer in (string[])["llama.cpp", "ONNX Runtime GenAI"])
        {
            PeerResult? at = results.Find(result => result.Context == 1_000 && result.Turn.Name == peer);
            report.Bar($"our step / {peer} on equal weights, one thread, context 1,000", "<= 0.90", at is null ? "-" : Report.Ratio(at.Ratio), at is null ? null : at.Ratio <= .9);
        }
    }
}

/// <param name="Ratio">Our step's time / this one's, median over rounds.</param>
/// <param name="SameTokens">Whether it wrote the same tokens as our step.</param>
internal sealed record PeerResult(int Context, Measurement Turn, double Ratio, bool SameTokens);
