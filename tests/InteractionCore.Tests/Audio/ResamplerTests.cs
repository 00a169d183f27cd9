using System.Buffers;
using InteractionCore.Audio;

namespace InteractionCore.Tests.Audio;

public sealed class ResamplerTests
{
    [Theory]
    [InlineData(44_100, 16_000)]
    [InlineData(48_000, 16_000)]
    [InlineData(8_000, 16_000)]
    [InlineData(24_000, 16_000)]
    [InlineData(22_050, 24_000)]
    public void A_tone_keeps_its_pitch_and_its_loudness(int from, int to)
    {
        float[] resampled = Resampler.Convert(Tone(1_000, from), from, to);

        Assert.Equal(to, resampled.Length);
        float[] wanted = Tone(1_000, to);
        double error = Enumerable.Range(to / 10, to * 8 / 10).Max(i => Math.Abs(resampled[i] - wanted[i]));
        Assert.True(error < 0.01, $"The tone is off by {error}.");
    }

    [Fact]
    public void What_the_lower_rate_cannot_carry_is_removed()
    {
        float[] resampled = Resampler.Convert(Tone(12_000, 48_000), 48_000, 16_000);

        Assert.True(resampled.Skip(1_000).Take(14_000).Max(Math.Abs) < 0.02f);
    }

    [Fact]
    public void Pieces_give_the_same_as_the_whole()
    {
        float[] tone = Tone(700, 44_100)[..10_000];
        var whole = new ArrayBufferWriter<float>();
        new Resampler(44_100, 16_000).Process(tone, whole);

        var pieces = new ArrayBufferWriter<float>();
        var resampler = new Resampler(44_100, 16_000);
        for (int start = 0; start < tone.Length; start += 321)
        {
            resampler.Process(tone.AsSpan(start, Math.Min(321, tone.Length - start)), pieces);
        }

        Assert.Equal(whole.WrittenSpan.ToArray(), pieces.WrittenSpan.ToArray());
    }

    private static float[] Tone(double hertz, int rate) => [.. Enumerable.Range(0, rate).Select(i => 0.5f * (float)Math.Sin(2 * Math.PI * hertz * i / rate))];
}
