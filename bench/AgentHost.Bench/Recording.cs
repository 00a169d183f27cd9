using AgentHost.Audio;
using InteractionCore.Audio;

namespace AgentHost.Bench;

internal static class Recording
{
    /// <summary>A WAV file's samples at another rate.</summary>
    public static float[] Read(string path, int sampleRate)
    {
        using WavReader audio = WavReader.Open(path);
        List<float> samples = [];
        var block = new float[4_096];
        for (int count = audio.Read(block); count > 0; count = audio.Read(block))
        {
            samples.AddRange(block.AsSpan(0, count));
        }

        return Resampler.Convert([.. samples], audio.SampleRate, sampleRate);
    }
}
