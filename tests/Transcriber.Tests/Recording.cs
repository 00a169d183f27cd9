using System.Runtime.InteropServices;
using AgentHost.Testing;
using InteractionCore.Audio;

namespace Transcriber.Tests;

/// <summary>Somebody asks for the weather in a city, from second 1 to second 3 or so.</summary>
internal static class Recording
{
    public const string Words = "What is the weather in Barcelona?";

    /// <summary>The whole of it, 16 kHz.</summary>
    public static float[] Samples { get; } = Read();

    /// <summary>The question alone.</summary>
    public static ReadOnlyMemory<float> Question { get; } = Samples.AsMemory(16_000 * 7 / 10, 16_000 * 26 / 10);

    private static float[] Read()
    {
        byte[] file = File.ReadAllBytes(Repository.PathOf("samples", "audio", "barcelona.wav"));
        return [.. MemoryMarshal.Cast<byte, short>(file.AsSpan(WavFile.HeaderBytes)).ToArray().Select(sample => (float)sample / short.MaxValue)];
    }
}
