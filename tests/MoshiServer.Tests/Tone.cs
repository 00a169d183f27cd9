using MoshiServer.Opus;

namespace MoshiServer.Tests;

/// <summary>Sounds of 24 kHz that can be told from each other.</summary>
internal static class Tone
{
    public const int Rate = 24_000;

    public static OpusLibrary Opus { get; } = OpusLibrary.TryLoad(OpusLibrary.Names) ?? throw new InvalidOperationException("libopus is missing: apt-get install libopus0.");

    public static float[] Of(double hertz, double seconds, double loudness = .5) =>
        [.. Enumerable.Range(0, (int)(seconds * Rate)).Select(i => (float)(loudness * Math.Sin(2 * Math.PI * hertz * i / Rate)))];

    /// <summary>The share of a sound's energy that a frequency has, 0 to 1 (Goertzel).</summary>
    public static double Share(ReadOnlySpan<float> sound, double hertz)
    {
        double real = 0, imaginary = 0, energy = 0;
        for (int i = 0; i < sound.Length; i++)
        {
            double angle = 2 * Math.PI * hertz * i / Rate;
            real += sound[i] * Math.Cos(angle);
            imaginary += sound[i] * Math.Sin(angle);
            energy += sound[i] * sound[i];
        }

        return energy == 0 ? 0 : 2 * ((real * real) + (imaginary * imaginary)) / (sound.Length * energy);
    }
}
