using System.Globalization;
using AgentHost.Bench;
using Microsoft.Extensions.Logging.Abstractions;
using OnnxInteraction;
using OnnxInteraction.Package;
using OnnxInteraction.Runtime;
using OnnxInteraction.Voice;

// dotnet run --project bench/AgentHost.Bench -c Release                            everything but load
// dotnet run --project bench/AgentHost.Bench -c Release -- load SESSIONS MINUTES   many live sessions at once
// dotnet run --project bench/AgentHost.Bench -c Release -- wire SESSIONS SECONDS   what the Live dialect costs beside a bare echo
// dotnet run --project bench/AgentHost.Bench -c Release -- voice SENTENCES FOLDER  sentences spoken into files; see bench/voice/measure
var package = ModelPackage.Open(Path.Combine("models", "wren"));
if (args is ["voice", var sentences, var folder])
{
    await VoiceBench.RunAsync(sentences, folder, package.Card);
    return;
}

if (args is ["wire", var clients, var seconds])
{
    Console.WriteLine(Machine.Describe());
    await WireBench.RunAsync(int.Parse(clients, CultureInfo.InvariantCulture), TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)));
    return;
}

string[] recordings = [Path.Combine("samples", "audio", "weather.wav"), Path.Combine("samples", "audio", "tokyo.wav")];
IVoice voice = VoiceFactory.Create("auto", Path.Combine("models", "lark"), package.Card, NullLogger.Instance);
using var model = new OnnxModel(package, new StepGraph(OnnxSessionFactory.Open(package.GraphPath, Device.Cpu, threads: 1, out string device), package.Card), device, voice);
await voice.Ready;

Console.WriteLine(Machine.Describe());
Console.WriteLine(model.Description.Name);
Console.WriteLine();
if (args is ["load", var sessions, var minutes])
{
    await LoadBench.RunAsync(model, recordings[0], int.Parse(sessions, CultureInfo.InvariantCulture), TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture)));
    return;
}

Console.WriteLine("## One micro-turn of the host, without a model");
Console.WriteLine();
Table.Print("turn", LoopBench.Run());
Console.WriteLine();
Console.WriteLine("## One micro-turn of the model, one thread");
Console.WriteLine();
Table.Print("positions so far", StepBench.Run(model, package.Card));
Console.WriteLine();
Console.WriteLine("## One micro-turn of many sessions together, one thread, time per session");
Console.WriteLine();
Table.Print("sessions", SessionsBench.Run(model));
Console.WriteLine();
Console.WriteLine("## From the end of a question to the first sound of the answer, in real time");
Console.WriteLine();
if (!model.Description.Speaks)
{
    Console.WriteLine($"Not measured, for there is no voice ({voice.Description}).");
    return;
}

List<Measurement> firstAudio = [];
foreach (string recording in recordings)
{
    firstAudio.Add(await FirstAudioBench.RunAsync(model, recording));
}

Table.PrintMilliseconds("question", firstAudio);
