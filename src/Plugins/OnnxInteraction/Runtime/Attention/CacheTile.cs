using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnnxInteraction.Runtime.Attention;

/// <summary>
/// How keys and values lie in a cache: in tiles of 16 positions, as 16-bit integers, each position with a scale of its own. Keys lie
/// number by number, so that a vector holds the same number of all of a tile's keys; values lie position by position.
/// </summary>
/// <remarks>
/// Tiles lie without gaps, so that a position takes little more than half of what it takes in single precision. A cache's tensor has the
/// shape that the graph gives it, with fewer entries than the positions it holds; only whole tiles of it mean something, and can be copied.
/// Rounding changes a number by 1/65,534 of the largest of its position at most.
/// </remarks>
internal static unsafe class CacheTile
{
    /// <summary>Positions of a tile, and numbers of a vector: a head's numbers and a cache's positions are multiples of it.</summary>
    public const int Positions = 16;

    private const float Largest = short.MaxValue;

    /// <summary>Positions rounded up to whole tiles.</summary>
    public static int Whole(int positions) => (positions + Positions - 1) / Positions * Positions;

    /// <summary>What a tile takes of a tensor in single precision, in numbers: its integers, then its scales.</summary>
    /// <param name="size">Numbers a head.</param>
    public static int Length(int size) => (Positions * size * sizeof(short) / sizeof(float)) + Positions;

    /// <summary>What a tensor's third dimension must be to hold so many positions.</summary>
    public static int Entries(int positions, int size) => ((Whole(positions) / Positions * Length(size)) + size - 1) / size;

    /// <summary>Positions that a tensor with this third dimension holds.</summary>
    public static int Held(int entries, int size) => (int)((long)entries * size / Length(size) * Positions);

    /// <summary>A tile's keys, [size, 16], or values, [16, size].</summary>
    /// <param name="cache">A head's part of the cache.</param>
    public static short* At(float* cache, int tile, int size) => (short*)(cache + ((long)tile * Length(size)));

    /// <summary>What each position's integers are multiplied by, [16].</summary>
    public static float* Scales(short* tile, int size) => (float*)(tile + (Positions * size));

    /// <summary>Sixteen integers as numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(short* from) => Vector512.ConvertToSingle(Avx512F.IsSupported
        ? Avx512F.ConvertToVector512Int32(Vector256.Load(from))
        : Vector512.Create(Vector256.WidenLower(Vector256.Load(from)), Vector256.WidenUpper(Vector256.Load(from))));

    /// <summary>
    /// Asks for what is read soon, into the second level of the processor's cache: the first has no room for what is read now and what is
    /// read next, and can wait for fewer lines at a time.
    /// </summary>
    /// <param name="ahead">How far from <paramref name="here"/> it lies, in bytes; it may be memory of nobody's.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(short* here, nint ahead)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1((byte*)here + ahead);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WriteKey(float* key, float* cache, int position, int size)
    {
        short* tile = At(cache, position / Positions, size), column = tile + (position % Positions);
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
        short* tile = At(cache, position / Positions, size), row = tile + (position % Positions * size);
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
