using OnnxInteraction.Perception;

namespace OnnxInteraction.Tests.Perception;

public sealed class RealFftTests
{
    [Fact]
    public void The_power_is_that_of_the_textbook_transform()
    {
        var random = new Random(5);
        float[] signal = [.. Enumerable.Range(0, 400).Select(_ => random.NextSingle() - 0.5f)];
        var power = new float[257];

        new RealFft(512).Power(signal, power);

        for (int bin = 0; bin < power.Length; bin++)
        {
            double re = 0, im = 0;
            for (int i = 0; i < signal.Length; i++)
            {
                re += signal[i] * Math.Cos(2 * Math.PI * bin * i / 512);
                im -= signal[i] * Math.Sin(2 * Math.PI * bin * i / 512);
            }

            Assert.Equal((re * re) + (im * im), power[bin], tolerance: 1e-3);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(500)]
    public void Other_lengths_are_refused(int length) => Assert.Throws<ArgumentOutOfRangeException>(() => new RealFft(length));
}
