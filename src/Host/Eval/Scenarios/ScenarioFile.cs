using System.Buffers;
using System.Text.Json;
using AgentHost.Audio;
using AgentHost.Eval.Suites;
using InteractionCore.Audio;

namespace AgentHost.Eval.Scenarios;

/// <summary>A scenario cannot be run as it is written; the message says everything that is wrong with it.</summary>
internal sealed class ScenarioException(string message) : Exception(message);

/// <summary>A scenario with its sounds.</summary>
/// <param name="Name">Suite and file name, e.g. "pause/weather-1".</param>
/// <param name="Sounds">One for each part: PCM at <see cref="ScenarioFile.SampleRate"/> Hz, float32 in [-1, 1].</param>
internal sealed record LoadedScenario(string Name, Scenario Scenario, Suite Suite, IReadOnlyList<SpokenPart> Parts, IReadOnlyList<float[]> Sounds)
{
    /// <summary>JPEG files, in the order in which the camera shows them.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Frames { get; init; } = [];

    /// <summary>When the camera shows a frame.</summary>
    public long FrameMs(int frame) => Scenario.Video is { } video ? video.AtMs + (long)(frame * 1_000 / video.FramesPerSecond) : 0;

    /// <summary>When the film is over; 0 without one.</summary>
    public long VideoEndMs => Frames.Count == 0 ? 0 : FrameMs(Frames.Count);

    /// <summary>What the user says, as far as the scenario tells.</summary>
    public string Text => Scenario.Expect.Heard ?? string.Join(' ', Parts.Select(part => part.Text));
}

/// <summary>Reads scenario files.</summary>
internal static class ScenarioFile
{
    public const int SampleRate = 16_000;

    private static readonly TimeSpan LongestSound = TimeSpan.FromMinutes(5);

    /// <exception cref="ScenarioException">Something about the file is wrong; the message does not repeat its name.</exception>
    public static LoadedScenario Load(string path)
    {
        Scenario scenario = Read(path);
        IReadOnlyList<SpokenPart> parts = scenario.Recording is { } recording ? [new SpokenPart { Wav = recording, AtMs = 0 }] : scenario.Parts;
        List<string> problems = [.. ScenarioRules.Problems(scenario, parts)];
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Suite.All.TryGetValue(scenario.Suite, out Suite? suite))
        {
            problems.Add($"\"suite\" is '{scenario.Suite}': there are {string.Join(", ", Suite.All.Keys)}.");
        }
        else
        {
            problems.AddRange(suite.Problems(scenario, parts));
            string folderName = Path.GetFileName(folder);
            if (folderName != scenario.Suite)
            {
                problems.Add($"\"suite\" is '{scenario.Suite}', but the file is in the folder '{folderName}'. Move it, or correct the suite.");
            }
        }

        List<float[]> sounds = [];
        foreach (SpokenPart part in parts)
        {
            try
            {
                sounds.Add(part.Sound is { } made ? Make(made, part.GainDb) : ReadSound(Path.Combine(folder, part.Wav), part.GainDb));
            }
            catch (AudioFileException exception)
            {
                problems.Add(exception.Message);
            }
        }

        IReadOnlyList<ReadOnlyMemory<byte>> frames = [];
        try
        {
            frames = scenario.Video is { } video ? JpegFilm.Read(Path.Combine(folder, video.Jpegs)) : [];
        }
        catch (ScenarioException exception)
        {
            problems.Add(exception.Message);
        }

        return problems.Count == 0
            ? new LoadedScenario($"{scenario.Suite}/{Path.GetFileNameWithoutExtension(path)}", scenario, suite!, parts, sounds) { Frames = frames }
            : throw new ScenarioException(string.Join(' ', problems));
    }

    private static Scenario Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, ScenarioJson.Default.Scenario) ?? throw new ScenarioException("A scenario is a JSON object, not null.");
        }
        catch (JsonException exception)
        {
            // The framework's messages end with the path and the byte; the part before is for people.
            throw new ScenarioException($"{exception.Message.Split(" Path:")[0]} ({exception.Path ?? "$"}, line {exception.LineNumber + 1})");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ScenarioException(exception.Message);
        }
    }

    private static float[] Make(MadeSound sound, double gainDb) =>
        SoundMaker.Kinds.Contains(sound.Kind) && sound.Ms is > 0 and <= 600_000 ? Louder(SoundMaker.Make(sound), gainDb) : [];

    private static float[] Louder(float[] sound, double gainDb)
    {
        float factor = (float)Math.Pow(10, gainDb / 20);
        foreach (ref float sample in sound.AsSpan())
        {
            sample = Math.Clamp(sample * factor, -1, 1);
        }

        return sound;
    }

    private static float[] ReadSound(string path, double gainDb)
    {
        using WavReader audio = WavReader.Open(path);
        if (audio.Duration > LongestSound)
        {
            throw new AudioFileException(path, $"it is longer than {LongestSound.TotalMinutes:0} minutes.");
        }

        var sound = new ArrayBufferWriter<float>((int)(audio.Duration.TotalSeconds * SampleRate) + SampleRate);
        var resampler = new Resampler(audio.SampleRate, SampleRate);
        var block = new float[4_096];
        for (int count = audio.Read(block); count > 0; count = audio.Read(block))
        {
            resampler.Process(block.AsSpan(0, count), sound);
        }

        return Louder(sound.WrittenSpan.ToArray(), gainDb);
    }
}
