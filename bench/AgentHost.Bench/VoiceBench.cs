using System.Runtime.InteropServices;
using System.Text.Json;
using InteractionCore.Audio;
using Microsoft.Extensions.Logging.Abstractions;
using OnnxInteraction.Package;
using OnnxInteraction.Text;
using OnnxInteraction.Voice;

namespace AgentHost.Bench;

/// <summary>
/// Speaks sentences as a session does, a word at a time while turns take the sound, and writes what was spoken for a recogniser:
/// 16 kHz float32 files in a folder for each voice, beside the times it took. bench/voice/measure runs it.
/// </summary>
internal static class VoiceBench
{
    private const int RecogniserRate = 16_000;
    private const int TurnMilliseconds = 200;

    /// <summary>Digital silence around a sentence, in samples of the recogniser.</summary>
    private const int Margin = RecogniserRate / 4;

    /// <summary>Turns without sound after which a sentence counts as spoken.</summary>
    private const int SilentTurns = 3;

    private static readonly Dictionary<string, string> NoSpellings = [];

    public static async Task RunAsync(string sentences, string folder, ModelCard card)
    {
        string[] lines = [.. (await File.ReadAllLinesAsync(sentences)).Where(line => line.Length > 0)];
        var timings = new Dictionary<string, Dictionary<string, double>>(StringComparer.Ordinal);
        IVoice lark = VoiceFactory.Create("auto", Path.Combine("models", "lark"), card, NullLogger.Instance);
        foreach (string name in lark.Names)
        {
            timings[name] = Speak(lark, name, lines, Path.Combine(folder, name, "calm"), hurried: false);
            timings[name]["hurriedLagMilliseconds"] = Speak(lark, name, lines, Path.Combine(folder, name, "hurried"), hurried: true)["lagMilliseconds"];
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "timings.json"), JsonSerializer.Serialize(timings));
    }

    private static Dictionary<string, double> Speak(IVoice voice, string name, string[] lines, string folder, bool hurried)
    {
        Directory.CreateDirectory(folder);
        TimeProvider time = TimeProvider.System;
        var turn = new float[voice.Speaks ? 24_000 * TurnMilliseconds / 1_000 : 0];
        List<double> first = [], lags = [];
        double seconds = 0, spent = 0;
        for (int i = 0; i < lines.Length; i++)
        {
            IVoiceStream stream = voice.Open(name);
            Queue<(string Word, int DueMs)> script = Script(SpokenText.Split(lines[i], NoSpellings).Words, hurried);
            List<float> sound = [];
            for (int now = 0, silent = 0; script.Count > 0 || silent < SilentTurns; now += TurnMilliseconds)
            {
                long started = time.GetTimestamp();
                while (script.TryPeek(out (string Word, int DueMs) next) && next.DueMs <= now)
                {
                    lags.Add(stream.Say(script.Dequeue().Word) ?? 0);
                }

                int count = stream.Read(turn);
                double taken = time.GetElapsedTime(started).TotalMilliseconds;
                if (sound.Count == 0 && count > 0)
                {
                    first.Add(taken);
                }

                spent += taken;
                silent = count == 0 ? silent + 1 : 0;
                sound.AddRange(turn.AsSpan(0, count));
                sound.AddRange(new float[script.Count > 0 || count > 0 ? turn.Length - count : 0]);
            }

            seconds += (double)sound.Count / 24_000;
            float[] heard = Resampler.Convert([.. sound], 24_000, RecogniserRate);
            float[] padded = [.. new float[Margin], .. heard, .. new float[Margin]];
            File.WriteAllBytes(Path.Combine(folder, $"{i + 1:00}.f32"), MemoryMarshal.AsBytes<float>(padded));
        }

        first.Sort();
        lags.Sort();
        return new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["millisecondsPerSecond"] = spent / seconds,
            ["firstAudioMilliseconds"] = first[first.Count / 2],
            // From a word's writing to its sound, of which the next turn's start is 0: 19 of 20 words wait no longer.
            ["lagMilliseconds"] = lags[lags.Count * 19 / 20],
        };
    }

    /// <summary>When wren writes each word: one ahead of its sound, at espeak-ng's pace; in a hurry four at once, as a slot of words unknown to it.</summary>
    private static Queue<(string Word, int DueMs)> Script(List<string> words, bool hurried)
    {
        var script = new Queue<(string, int)>();
        int sounded = 0, before = 0;
        for (int i = 0; i < words.Count; i++)
        {
            int due = hurried ? i / 4 * 600 : before;
            script.Enqueue((words[i], due));
            before = sounded;
            sounded += 180 + (40 * words[i].Length);
        }

        return script;
    }
}
