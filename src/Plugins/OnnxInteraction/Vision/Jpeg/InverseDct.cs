using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OnnxInteraction.Vision.Jpeg;

/// <summary>
/// Turns 8 x 8 coefficients into samples (T.81, A.3.3), eight columns at once, in whole numbers with the rounding that is usual since
/// libjpeg, so that the pixels are those other decoders give.
/// </summary>
internal static class InverseDct
{
    /// <summary>Where the k-th coefficient of the zigzag stands in its block, row by row.</summary>
    public static ReadOnlySpan<byte> Zigzag =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    // So many bits too high are the constants, and the values between the two passes.
    private const int ConstantBits = 13;
    private const int ColumnBits = 2;

    /// <param name="coefficients">64 in natural order, as coded.</param>
    /// <param name="quant">64 in natural order.</param>
    /// <param name="samples">Receives the block, its rows <paramref name="stride"/> bytes apart.</param>
    public static void Transform(ReadOnlySpan<short> coefficients, ReadOnlySpan<int> quant, Span<byte> samples, int stride)
    {
        if (coefficients[1..64].IndexOfAnyExcept((short)0) < 0)
        {
            Fill(ToSample(((coefficients[0] * quant[0]) + 4) >> 3), samples, stride);
            return;
        }

        Span<int> block = stackalloc int[64];
        Span<int> turned = stackalloc int[64];
        for (int i = 0; i < 64; i++)
        {
            block[i] = coefficients[i] * quant[i];
        }

        Columns(block, ConstantBits - ColumnBits);
        Turn(block, turned);
        // Either pass is 8^(1/2) too high.
        Columns(turned, ConstantBits + ColumnBits + 3);
        for (int y = 0; y < 8; y++)
        {
            for (int x = 0; x < 8; x++)
            {
                samples[(y * stride) + x] = ToSample(turned[(x * 8) + y]);
            }
        }
    }

    private static void Fill(byte sample, Span<byte> samples, int stride)
    {
        for (int y = 0; y < 8; y++)
        {
            samples.Slice(y * stride, 8).Fill(sample);
        }
    }

    private static byte ToSample(int value) => (byte)Math.Clamp(value + 128, 0, 255);

    // The constants are 8^(1/2) cos(k pi / 16) / 2; where they differ in the last digit, they are sums of rounded ones.
    private static void Columns(Span<int> block, int bits)
    {
        Span<Vector256<int>> rows = MemoryMarshal.Cast<int, Vector256<int>>(block);
        Vector256<int> x1 = rows[1], x2 = rows[2], x3 = rows[3], x5 = rows[5], x6 = rows[6], x7 = rows[7];
        Vector256<int> odd0 = (x1 * 11_363) + (x3 * 9_633) + (x5 * 6_437) + (x7 * 2_260);
        Vector256<int> odd1 = (x1 * 9_633) - (x3 * 2_259) - (x5 * 11_362) - (x7 * 6_436);
        Vector256<int> odd2 = (x1 * 6_437) - (x3 * 11_362) + (x5 * 2_261) + (x7 * 9_633);
        Vector256<int> odd3 = (x1 * 2_260) - (x3 * 6_436) + (x5 * 9_633) - (x7 * 11_363);

        Vector256<int> half = Vector256.Create(1 << (bits - 1));
        Vector256<int> sum = ((rows[0] + rows[4]) << ConstantBits) + half, difference = ((rows[0] - rows[4]) << ConstantBits) + half;
        Vector256<int> outer = (x2 * 10_703) + (x6 * 4_433), inner = (x2 * 4_433) - (x6 * 10_704);
        Vector256<int> even0 = sum + outer, even1 = difference + inner, even2 = difference - inner, even3 = sum - outer;

        (rows[0], rows[7]) = ((even0 + odd0) >> bits, (even0 - odd0) >> bits);
        (rows[1], rows[6]) = ((even1 + odd1) >> bits, (even1 - odd1) >> bits);
        (rows[2], rows[5]) = ((even2 + odd2) >> bits, (even2 - odd2) >> bits);
        (rows[3], rows[4]) = ((even3 + odd3) >> bits, (even3 - odd3) >> bits);
    }

    private static void Turn(ReadOnlySpan<int> block, Span<int> turned)
    {
        for (int y = 0; y < 8; y++)
        {
            for (int x = 0; x < 8; x++)
            {
                turned[(x * 8) + y] = block[(y * 8) + x];
            }
        }
    }
}
