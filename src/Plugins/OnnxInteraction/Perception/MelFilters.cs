using OnnxInteraction.Package;

namespace OnnxInteraction.Perception;

/// <summary>Triangular filters on the HTK mel scale, kept without their zeros. Immutable, shared by all sessions.</summary>
internal sealed class MelFilters
{
    private readonly (int First, float[] Weights)[] _bands;

    public MelFilters(AudioCard card)
    {
        int bins = (card.Fft / 2) + 1;
        double low = ToMel(card.LowHz), high = ToMel(card.HighHz);
        double[] edges = [.. Enumerable.Range(0, card.Bands + 2).Select(i => ToHertz(low + ((high - low) * i / (card.Bands + 1))))];
        _bands = [.. Enumerable.Range(0, card.Bands).Select(band => Band(edges.AsSpan(band, 3), bins, (double)card.SampleRate / card.Fft))];
    }

    /// <summary>The power the band sees.</summary>
    public float Apply(int band, ReadOnlySpan<float> power)
    {
        (int first, float[] weights) = _bands[band];
        float sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            sum += weights[i] * power[first + i];
        }

        return sum;
    }

    private static (int First, float[] Weights) Band(ReadOnlySpan<double> edges, int bins, double hertzPerBin)
    {
        var weights = new List<float>();
        int first = 0;
        for (int bin = 0; bin < bins; bin++)
        {
            double hertz = bin * hertzPerBin;
            double weight = Math.Min((hertz - edges[0]) / (edges[1] - edges[0]), (edges[2] - hertz) / (edges[2] - edges[1]));
            if (weight > 0)
            {
                first = weights.Count == 0 ? bin : first;
                weights.Add((float)weight);
            }
        }

        // The lowest bands are narrower than a bin: an empty one takes its nearest bin.
        return weights.Count > 0 ? (first, [.. weights]) : ((int)Math.Round(edges[1] / hertzPerBin), [1f]);
    }

    private static double ToMel(double hertz) => 2595 * Math.Log10(1 + (hertz / 700));

    private static double ToHertz(double mel) => 700 * (Math.Pow(10, mel / 2595) - 1);
}
