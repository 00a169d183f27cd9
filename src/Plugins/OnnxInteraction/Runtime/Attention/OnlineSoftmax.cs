using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnnxInteraction.Runtime.Attention;

/// <summary>
/// Softmax of scores that come block by block (Milakov and Gimelshein, "Online normalizer calculation for softmax"): weights are
/// relative to the highest score so far, and what was summed before is multiplied by a factor when a higher one comes.
/// </summary>
internal static unsafe class OnlineSoftmax
{
    private const int Lanes = CacheTile.Positions;

    /// <summary>Turns a row's scores of a block into weights, times the values' scales.</summary>
    /// <param name="known">Scores from this one on count for nothing, whatever they are.</param>
    /// <param name="tiles">Tiles of the block.</param>
    /// <param name="values">The first tile's values, for their scales.</param>
    /// <param name="highest">The highest score of the blocks so far; with this one afterwards.</param>
    /// <param name="total">[16]: the sum of the weights so far, in parts; likewise.</param>
    /// <returns>What the row's earlier sums are multiplied by.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Weigh(float* scores, int known, int tiles, short* values, int size, ref float highest, float* total)
    {
        if (known <= 0)
        {
            new Span<float>(scores, tiles * Lanes).Clear();
            return 1;
        }

        int whole = Math.Min(known / Lanes, tiles), ended = Math.Min(CacheTile.Whole(known) / Lanes, tiles);
        Vector512<float> within = Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(known - (whole * Lanes))).AsSingle();
        if (ended > whole)
        {
            Vector512.ConditionalSelect(within, Vector512.Load(scores + (whole * Lanes)), Vector512.Create(float.NegativeInfinity)).Store(scores + (whole * Lanes));
        }

        Vector512<float> most = Vector512.Create(highest);
        for (int i = 0; i < ended; i++)
        {
            most = Vector512.MaxNative(most, Vector512.Load(scores + (i * Lanes)));
        }

        float before = highest;
        highest = Highest(most);
        Vector512<float> top = Vector512.Create(highest), sum = default;
        for (int i = 0; i < ended; i++)
        {
            Vector512<float> weight = Exp(Vector512.Load(scores + (i * Lanes)) - top);
            sum += weight;
            (weight * Vector512.Load(CacheTile.Scales(CacheTile.At((float*)values, i, size), size))).Store(scores + (i * Lanes));
        }

        if (ended > whole)
        {
            // A scale that was never written can be anything, even no number.
            Vector512.ConditionalSelect(within, Vector512.Load(scores + (whole * Lanes)), default).Store(scores + (whole * Lanes));
        }

        new Span<float>(scores + (ended * Lanes), (tiles - ended) * Lanes).Clear();
        float factor = Exp(Vector512.Create(before) - top).ToScalar();
        Vector512.FusedMultiplyAdd(Vector512.Load(total), Vector512.Create(factor), sum).Store(total);
        return factor;
    }

    /// <summary>
    /// e to the power of numbers that are not above 0: two to the power of a whole number, times a polynomial of the rest. Off by two
    /// units in the last place at most; 0 where the result is no normal number.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Exp(Vector512<float> x)
    {
        const float Lowest = -87.33654f, PerUnit = 1.44269504f, LogHigh = 0.693359375f, LogLow = -2.12194440e-4f;
        Vector512<float> whole = Vector512.Round(x * PerUnit);
        Vector512<float> rest = Vector512.FusedMultiplyAdd(whole, Vector512.Create(-LogLow), Vector512.FusedMultiplyAdd(whole, Vector512.Create(-LogHigh), x));
        Vector512<float> sum = Vector512.FusedMultiplyAdd(rest, Vector512.Create(1.9875691500e-4f), Vector512.Create(1.3981999507e-3f));
        sum = Vector512.FusedMultiplyAdd(sum, rest, Vector512.Create(8.3334519073e-3f));
        sum = Vector512.FusedMultiplyAdd(sum, rest, Vector512.Create(4.1665795894e-2f));
        sum = Vector512.FusedMultiplyAdd(sum, rest, Vector512.Create(1.6666665459e-1f));
        sum = Vector512.FusedMultiplyAdd(sum, rest, Vector512.Create(5.0000001201e-1f));
        sum = Vector512.FusedMultiplyAdd(sum, rest * rest, rest + Vector512<float>.One);
        Vector512<float> power = ((Vector512.ConvertToInt32Native(whole) + Vector512.Create(127)) << 23).AsSingle();
        return Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(Lowest)), default, sum * power);
    }

    private static float Highest(Vector512<float> numbers)
    {
        Vector256<float> half = Vector256.MaxNative(numbers.GetLower(), numbers.GetUpper());
        Vector128<float> quarter = Vector128.MaxNative(half.GetLower(), half.GetUpper());
        return MathF.Max(MathF.Max(quarter[0], quarter[1]), MathF.Max(quarter[2], quarter[3]));
    }
}
