using System.Globalization;
using AgentHost.Bench.Delegation;
using OnnxInteraction;
using OnnxInteraction.Package;

namespace AgentHost.Bench;

/// <summary>Everything that is measured, one part after another.</summary>
internal static class Suite
{
    public static readonly string[] Recordings = [Path.Combine("samples", "audio", "weather.wav"), Path.Combine("samples", "audio", "tokyo.wav")];

    public static async Task RunAsync(Report report, OnnxModel model, ModelPackage package, BenchOptions options)
    {
        long started = options.Time.GetTimestamp();
        double busy = Machine.LoadAverage();
        float[] sound = Recording.Read(Recordings[0], model.Layout.InputSampleRate);
        IReadOnlyList<PeerResult> peers = [];
        IReadOnlyList<SessionsResult> sessions = [];
        var hour = new HourResult([]);
        if (options.Runs("loop"))
        {
            LoopBench.Run(report, options);
        }

        if (options.Runs("peers"))
        {
            peers = await PeerBench.RunAsync(report, options);
        }

        if (options.Runs("precision"))
        {
            PrecisionBench.Run(report, options);
        }

        if (options.Runs("step"))
        {
            StepBench.Run(report, model, package.Card, options);
        }

        if (options.Runs("profile"))
        {
            ProfileBench.Run(report, package, options);
        }

        if (options.Runs("sessions"))
        {
            sessions = SessionsBench.Run(report, model, options);
        }

        if (options.Runs("long"))
        {
            hour = LongRunBench.Run(report, model, sound, options);
        }

        if (options.Runs("start"))
        {
            await StartBench.RunAsync(report, options);
        }

        if (options.Runs("audio"))
        {
            await FirstAudioBench.RunAsync(report, model, Recordings, options);
        }

        if (options.Runs("delegation"))
        {
            await DelegationBench.RunAsync(report, options);
        }

        if (options.Runs("load"))
        {
            await LoadBench.RunAsync(report, model, sound, options.Choose(24, 24, 4), options.Choose(TimeSpan.FromMinutes(4), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(3)));
        }

        report.Bar("on a GPU: sessions with p99 < 100 ms", ">= 1,000", "no GPU at hand", null);
        string picture = Path.ChangeExtension(options.Results, ".svg");
        Draw(peers, sessions, hour).Save(picture);
        report.Save(options.Results, Heading(model, options, options.Time.GetElapsedTime(started), busy), Path.GetFileName(picture));
        Console.WriteLine($"Written: {options.Results}, {picture}");
    }

    private static string Heading(OnnxModel model, BenchOptions options, TimeSpan took, double busy)
    {
        string size = options.Tiny ? " **These are tiny sizes that only show that everything runs: the figures mean nothing.**" : options.Quick ? " (`--quick`: fewer rounds.)" : "";
        string others = busy > .7 ? string.Create(CultureInfo.InvariantCulture, $"\n\n**The machine was busy with other work: a load average of {busy:0.0} at the start. Do not trust absolute times.**") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"# Results\n\nWritten by `dotnet run --project bench/AgentHost.Bench -c Release` in {took.TotalMinutes:0.0} minutes; [README.md](README.md) says how to read it.{size}\n\n{Machine.Describe()}; {model.Description.Name}{others}");
    }

    private static Picture Draw(IReadOnlyList<PeerResult> peers, IReadOnlyList<SessionsResult> sessions, HourResult hour)
    {
        var picture = new Picture();
        foreach (IGrouping<int, PeerResult> context in peers.GroupBy(result => result.Context))
        {
            picture.Bars($"A turn of the same decoder at {context.Key} positions of context, one thread", "ms", [.. context.Select((result, i) => (result.Turn.Name, result.Turn.Median / 1_000, i == 0))]);
        }

        picture.Bars("A turn of one of N sessions stepped together", "ms", [.. sessions.Select(result => ($"{result.Sessions}", result.Each / 1_000, true))]);
        picture.Bars("The same sessions one after another", "ms", [.. sessions.Select(result => ($"{result.Sessions}", result.Apart.Median / result.Sessions / 1_000, false))]);
        picture.Curve($"The median turn of each of {hour.Minutes.Length} minutes of one session", "ms", [.. hour.Minutes.Select(minute => minute / 1_000)]);
        return picture;
    }
}
