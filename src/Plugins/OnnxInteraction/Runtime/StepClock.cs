using OnnxInteraction.Package;

namespace OnnxInteraction.Runtime;

/// <summary>What the graph is told about a position's time: Fourier features of the clock, and the rotary angles.</summary>
internal sealed class StepClock(ModelCard card)
{
    private readonly double _secondsPerPosition = card.Audio.Hop * card.Audio.FramesPerPosition / (double)card.Audio.SampleRate;
    private readonly double[] _rates = [.. card.ClockPeriods.Select(period => 2 * Math.PI / period)];
    private readonly double[] _rotaryRates = [.. Enumerable.Range(0, card.Shape.HeadSize / 2).Select(i => Math.Pow(card.RopeBase, -2.0 * i / card.Shape.HeadSize))];

    /// <summary>Fills one row of each input. In double: after hours the angles are large, and float would lose them.</summary>
    public void Fill(long position, Span<float> clock, Span<float> cos, Span<float> sin)
    {
        double seconds = position * _secondsPerPosition;
        for (int i = 0; i < _rates.Length; i++)
        {
            (double s, double c) = Math.SinCos(seconds * _rates[i]);
            (clock[i], clock[_rates.Length + i]) = ((float)s, (float)c);
        }

        for (int i = 0; i < _rotaryRates.Length; i++)
        {
            (double s, double c) = Math.SinCos(position * _rotaryRates[i]);
            (sin[i], cos[i]) = ((float)s, (float)c);
        }
    }
}
