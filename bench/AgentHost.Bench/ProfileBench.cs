using System.Globalization;
using AgentHost.Bench.Decoders;
using AgentHost.Bench.Decoders.Files;
using OnnxInteraction.Package;
using OnnxInteraction.Runtime;

namespace AgentHost.Bench;

/// <summary>
/// Where a step's time goes, by kind of operation: eight sessions of the shipped model at their beginning and with a full window, and one
/// of the decoder that is compared with other runtimes.
/// </summary>
internal static class ProfileBench
{
    private const int Sessions = 8, Context = 1_000, ShownKinds = 5;

    public static void Run(Report report, ModelPackage package, BenchOptions options)
    {
        int runs = options.Choose(105, 45, 15);
        int full = package.Card.Shape.Window - runs;
        using var folder = new ScratchFolder();
        (string Name, OnnxProfile Profile)[] cases =
        [
            ($"{Sessions} sessions, first positions", OfModel(package, folder.File("beginning"), 0, runs)),
            ($"{Sessions} sessions, from position {full}", OfModel(package, folder.File("full"), full, runs)),
            ($"compared decoder, alone, context {Context:N0}", OfDecoder(folder, options.Tiny ? DecoderShape.Tiny : DecoderShape.Compared, runs)),
        ];

        report.Section("Where a step of one position goes, one thread");
        string[] kinds = [.. cases[1].Profile.Kinds.Take(ShownKinds)];
        report.Table(["operation", .. cases.Select(item => $"{item.Name}: µs")], kinds.Select(kind => Row(kind, profile => profile.Of(kind)))
            .Append(Row("all others", profile => profile.Total - kinds.Sum(profile.Of)))
            .Append(Row("together", profile => profile.Total)));

        IReadOnlyList<string> Row(string name, Func<OnnxProfile, double> part) => [name, .. cases.Select(item => Share(part(item.Profile), item.Profile.Total))];
    }

    private static OnnxProfile OfModel(ModelPackage package, string prefix, int positions, int runs)
    {
        using (var graph = new StepGraph(OnnxSessionFactory.Open(package.GraphPath, Device.Cpu, threads: 1, out _, prefix), package.Card))
        {
            var slots = new List<StepSlot>();
            while (slots.Count < Sessions)
            {
                slots.Add(graph.Enter(slots.FirstOrDefault()?.Bank));
                slots[^1].CacheLength = positions;
            }

            for (int i = 0; i < runs; i++)
            {
                slots.ForEach(slot => slot.Due = true);
                graph.Run();
            }
        }

        return Read(prefix);
    }

    private static OnnxProfile OfDecoder(ScratchFolder folder, DecoderShape shape, int runs)
    {
        DecoderGraph.WriteForStep(folder.File("decoder.onnx"), new DecoderWeights(shape));
        string prefix = folder.File("decoder");
        using (var decoder = new StepDecoder("", folder.File("decoder.onnx"), shape, profile: prefix))
        {
            decoder.Fill(Math.Min(Context, shape.Capacity - runs));
            for (int i = 0; i < runs; i++)
            {
                decoder.Run([7]);
            }
        }

        return Read(prefix);
    }

    private static OnnxProfile Read(string prefix) => new(Directory.GetFiles(Path.GetDirectoryName(prefix)!, $"{Path.GetFileName(prefix)}_*.json").Single());

    private static string Share(double part, double whole) => string.Create(CultureInfo.InvariantCulture, $"{part:0} ({part / whole:0 %})");
}
