using System.Globalization;
using AgentHost.Bench;
using InteractionCore.Plugins;
using Microsoft.Extensions.Logging.Abstractions;
using OnnxInteraction;
using OnnxInteraction.Package;
using OnnxInteraction.Runtime;
using OnnxInteraction.Voice;

// dotnet run --project bench/AgentHost.Bench -c Release                             everything, a quarter of an hour; writes bench/RESULTS.md
// dotnet run --project bench/AgentHost.Bench -c Release -- --quick                  the same in three minutes
// dotnet run --project bench/AgentHost.Bench -c Release -- --only peers,loop        some parts; see Suite.cs
// dotnet run --project bench/AgentHost.Bench -c Release -- load SESSIONS MINUTES    many live sessions at once
// dotnet run --project bench/AgentHost.Bench -c Release -- wire SESSIONS SECONDS    what the Live dialect costs beside a bare echo
// dotnet run --project bench/AgentHost.Bench -c Release -- network MINUTES          what a bad network does to a session, in real time
// dotnet run --project bench/AgentHost.Bench -c Release -- voice SENTENCES FOLDER   sentences spoken into files; see bench/voice/measure
var package = ModelPackage.Open(Path.Combine("models", "wren"));
if (args is ["voice", var sentences, var folder])
{
    await VoiceBench.RunAsync(sentences, folder, package.Card);
    return 0;
}

if (args is ["wire", var clients, var seconds])
{
    Console.WriteLine(Machine.Describe());
    await WireBench.RunAsync(int.Parse(clients, CultureInfo.InvariantCulture), TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)));
    return 0;
}

if (args is ["network", var networkMinutes])
{
    Console.WriteLine(Machine.Describe());
    await NetworkBench.RunAsync(TimeSpan.FromMinutes(double.Parse(networkMinutes, CultureInfo.InvariantCulture)));
    return 0;
}

IVoice voice = VoiceFactory.Create("auto", Path.Combine("models", "lark"), package.Card, NullLogger.Instance);
using var model = new OnnxModel(
    package, new StepGraph(OnnxSessionFactory.Open(package.GraphPath, Device.Cpu, threads: 1, out string device), package.Card), OnnxInteractionPlugin.OpenSight(package), device, voice);
await voice.Ready;

var report = new Report(Console.Out);
if (args is ["load", var sessions, var minutes])
{
    float[] sound = Recording.Read(Suite.Recordings[0], model.Layout.InputSampleRate);
    await LoadBench.RunAsync(report, model, sound, int.Parse(sessions, CultureInfo.InvariantCulture), TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture)));
    return 0;
}

try
{
    await Suite.RunAsync(report, model, package, BenchOptions.Parse(args));
    return 0;
}
catch (SetupException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
