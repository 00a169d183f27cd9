using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnnxInteraction.Runtime.Attention;

/// <summary>
/// How keys and values lie in a cache: in tiles of 16 positions, as 16-bit integers, each position with a scale of its own. Keys lie
/// number by number, so that a vector holds the same number of all of a tile's keys; values lie position by position.
/// </summary>
/// <remarks>
/// A tile has the room that sixteen positions take in single precision, and uses half of it: who copies whole tiles need not know more
/// than the tensor's shape. Keys use the room's beginning and values its end, so that both find a place in a processor's cache, whose
/// sets repeat every 4 KB. Rounding changes a number by 1/65,534 of the largest of its position at most.
/// </remarks>
internal static unsafe class CacheTile
{
    /// <summary>Positions of a tile, and numbers of a vector: a head's numbers and a cache's positions are multiples of it.</summary>
    public const int Positions = 16;

    private const float Largest = short.MaxValue;

    /// <summary>Positions rounded up to whole tiles.</summary>
    public static int Whole(int positions) => (positions + Positions - 1) / Positions * Positions;

    /// <summary>A tile's keys, [size, 16].</summary>
    /// <param name="cache">A head's part of the cache.</param>
    public static short* Keys(float* cache, int tile, int size) => (short*)(cache + ((long)tile * Positions * size));

    /// <summary>A tile's values, [16, size].</summary>
    /// <param name="cache">A head's part of the cache.</param>
    public static short* Values(float* cache, int tile, int size) => Keys(cache, tile + 1, size) - (Positions * size) - (Positions * sizeof(float) / sizeof(short));

    /// <summary>What each position's integers are multiplied by, [16].</summary>
    /// <param name="tile">The tile's keys or values.</param>
    public static float* Scales(short* tile, int size) => (float*)(tile + (Positions * size));

    /// <summary>Sixteen integers as numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(short* from) => Vector512.ConvertToSingle(Avx512F.IsSupported
        ? Avx512F.ConvertToVector512Int32(Vector256.Load(from))
        : Vector512.Create(Vector256.WidenLower(Vector256.Load(from)), Vector256.WidenUpper(Vector256.Load(from))));

    /// <summary>Asks for what is read soon.</summary>
    /// <param name="ahead">How far from <paramref name="here"/> it lies, in bytes; it may be memory of nobody's.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(short* here, nint ahead)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0((byte*)here + ahead);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WriteKey(float* key, float* cache, int position, int size)
    {
        short* tile = Keys(cache, position / Positions, size), column = tile + (position % Positions);
        short* integers = stackalloc short[Positions];
        float inverse = NoteScale(key, tile, position, size);
        for (int i = 0; i < size; i += Positions)
        {
            Round(key + i, inverse).Store(integers);
            for (int j = 0; j < Positions; j++)
            {
                column[(i + j) * Positions] = integers[j];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WriteValue(float* value, float* cache, int position, int size)
    {
        short* tile = Values(cache, position / Positions, size), row = tile + (position % Positions * size);
        float inverse = NoteScale(value, tile, position, size);
        for (int i = 0; i < size; i += Positions)
        {
            Round(value + i, inverse).Store(row + i);
        }
    }

    /// <returns>What the position's numbers are multiplied by to be integers.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float NoteScale(float* numbers, short* tile, int position, int size)
    {
        Vector512<float> most = default;
        for (int i = 0; i < size; i += Positions)
        {
            most = Vector512.Max(most, Vector512.Abs(Vector512.Load(numbers + i)));
        }

        float largest = 0;
        for (int i = 0; i < Positions; i++)
        {
            largest = MathF.Max(largest, most[i]);
        }

        Scales(tile, size)[position % Positions] = largest / Largest;
        return MathF.Min(Largest / largest, float.MaxValue);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Round(float* numbers, float inverse)
    {
        Vector512<int> whole = Vector512.ConvertToInt32Native(Vector512.Round(Vector512.Load(numbers) * inverse));
        return Vector256.Narrow(whole.GetLower(), whole.GetUpper());
    }
}
