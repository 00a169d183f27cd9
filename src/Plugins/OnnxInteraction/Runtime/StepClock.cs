using OnnxInteraction.Package;

namespace OnnxInteraction.Runtime;

/// <summary>What the graph is told about a position's time: Fourier features of the clock, the age of the last words, and the rotary angles.</summary>
internal sealed class StepClock(ModelCard card)
{
    private readonly double _secondsPerPosition = SecondsPerPosition(card);
    private readonly double[] _rates = [.. card.ClockPeriods.Select(period => 2 * Math.PI / period)];
    private readonly float[] _ages = AgeTable(card);
    private readonly double[] _rotaryRates = [.. Enumerable.Range(0, card.Shape.HeadSize / 2).Select(i => Math.Pow(card.RopeBase, -2.0 * i / card.Shape.HeadSize))];

    /// <summary>Fills one row of each input. In double: after hours the angles are large, and float would lose them.</summary>
    /// <param name="ages">Positions since each stream of the card's 'since' carried a word.</param>
    public void Fill(long position, ReadOnlySpan<int> ages, Span<float> clock, Span<float> cos, Span<float> sin)
    {
        double seconds = position * _secondsPerPosition;
        for (int i = 0; i < _rates.Length; i++)
        {
            (double s, double c) = Math.SinCos(seconds * _rates[i]);
            (clock[i], clock[_rates.Length + i]) = ((float)s, (float)c);
        }

        Span<float> told = clock[(2 * _rates.Length)..];
        foreach (int age in ages)
        {
            _ages.AsSpan(age * card.Ages.Width, card.Ages.Width).CopyTo(told);
            told = told[card.Ages.Width..];
        }

        for (int i = 0; i < _rotaryRates.Length; i++)
        {
            (double s, double c) = Math.SinCos(position * _rotaryRates[i]);
            (sin[i], cos[i]) = ((float)s, (float)c);
        }
    }

    /// <summary>Every age's sines, cosines and ramps, one row an age.</summary>
    private static float[] AgeTable(ModelCard card)
    {
        int periods = card.Ages.Periods.Count;
        var table = new float[(card.Ages.LongestPositions + 1) * card.Ages.Width];
        for (int age = 0; age <= card.Ages.LongestPositions; age++)
        {
            Span<float> row = table.AsSpan(age * card.Ages.Width, card.Ages.Width);
            for (int i = 0; i < periods; i++)
            {
                double turns = age * SecondsPerPosition(card) / card.Ages.Periods[i];
                (double s, double c) = Math.SinCos(2 * Math.PI * turns);
                (row[i], row[periods + i], row[(2 * periods) + i]) = ((float)s, (float)c, (float)Math.Min(turns, 1));
            }
        }

        return table;
    }

    private static double SecondsPerPosition(ModelCard card) => card.Audio.Hop * card.Audio.FramesPerPosition / (double)card.Audio.SampleRate;
}
