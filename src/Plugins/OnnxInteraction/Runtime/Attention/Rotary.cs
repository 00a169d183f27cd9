using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnnxInteraction.Runtime.Attention;

/// <summary>Turns pairs of a query's or a key's numbers by the angles of its position.</summary>
internal static unsafe class Rotary
{
    /// <param name="cosines">[size / 2], of the position.</param>
    /// <param name="interleaved">Whether the two numbers of a pair are neighbours; else they are half a head apart.</param>
    /// <param name="size">Numbers a head, a multiple of 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Turn(float* from, float* to, float* cosines, float* sines, bool interleaved, int size)
    {
        int half = size / 2;
        if (interleaved)
        {
            for (int i = 0; i < half; i++)
            {
                float first = from[2 * i], second = from[(2 * i) + 1];
                to[2 * i] = (first * cosines[i]) - (second * sines[i]);
                to[(2 * i) + 1] = (second * cosines[i]) + (first * sines[i]);
            }

            return;
        }

        for (int i = 0; i < half; i += Vector256<float>.Count)
        {
            Vector256<float> first = Vector256.Load(from + i), second = Vector256.Load(from + half + i), cosine = Vector256.Load(cosines + i), sine = Vector256.Load(sines + i);
            ((first * cosine) - (second * sine)).Store(to + i);
            ((second * cosine) + (first * sine)).Store(to + half + i);
        }
    }
}
