using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnnxInteraction.Runtime.Attention;

/// <summary>
/// The two matrix products of attention, of four query rows with tiles of the cache. Sums stay in registers, a number of the cache is
/// loaded once for the four, and meanwhile what is needed next is fetched.
/// </summary>
internal static unsafe class TileProducts
{
    /// <summary>Query rows that are multiplied together.</summary>
    public const int Rows = 4;

    private const int Lanes = CacheTile.Positions, Wide = 4 * Lanes;

    /// <summary>Behind a tile's last value, in its integers.</summary>
    private const int Scales = Lanes * sizeof(float) / sizeof(short);

    /// <summary>Queries times keys: the scores of the positions of two tiles.</summary>
    /// <param name="queries">[4, size].</param>
    /// <param name="scores">Where the first row's scores of the first tile go; <paramref name="others"/>: of the second.</param>
    /// <param name="stride">From a row's scores to the next row's.</param>
    /// <param name="ahead">From each key to what is needed next, in bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Score(float* queries, short* first, short* second, float* scores, float* others, int stride, int size, nint ahead)
    {
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        float* q0 = queries, q1 = q0 + size, q2 = q1 + size, q3 = q2 + size;
        for (int i = 0; i < size; i++, first += Lanes, second += Lanes)
        {
            if ((i & 1) == 0)
            {
                CacheTile.Prefetch(first, ahead);
                CacheTile.Prefetch(second, ahead);
            }

            Vector512<float> a = CacheTile.Load(first), b = CacheTile.Load(second), query = Vector512.Create(q0[i]);
            a0 = Vector512.FusedMultiplyAdd(query, a, a0);
            b0 = Vector512.FusedMultiplyAdd(query, b, b0);
            query = Vector512.Create(q1[i]);
            a1 = Vector512.FusedMultiplyAdd(query, a, a1);
            b1 = Vector512.FusedMultiplyAdd(query, b, b1);
            query = Vector512.Create(q2[i]);
            a2 = Vector512.FusedMultiplyAdd(query, a, a2);
            b2 = Vector512.FusedMultiplyAdd(query, b, b2);
            query = Vector512.Create(q3[i]);
            a3 = Vector512.FusedMultiplyAdd(query, a, a3);
            b3 = Vector512.FusedMultiplyAdd(query, b, b3);
        }

        // The scales lie behind the last key.
        CacheTile.Prefetch(first, ahead);
        CacheTile.Prefetch(second, ahead);
        Vector512<float> scale = Vector512.Load((float*)first), other = Vector512.Load((float*)second);
        Store(scores, stride, a0 * scale, a1 * scale, a2 * scale, a3 * scale);
        Store(others, stride, b0 * other, b1 * other, b2 * other, b3 * other);
    }

    /// <summary>Adds weights times a tile's values, and those of the tiles behind it, to the sums of four rows, which are multiplied by their factors before.</summary>
    /// <param name="weights">Row by row; the values' scales are in them.</param>
    /// <param name="stride">From a row's weights to the next row's.</param>
    /// <param name="sums">[4, size].</param>
    /// <param name="factors">[4].</param>
    /// <param name="ahead">From each value to what is needed next, in bytes.</param>
    public static void Mix(float* weights, int stride, short* values, int tiles, float* sums, float* factors, int size, nint ahead)
    {
        int part = 0;
        for (; part + Wide <= size; part += Wide)
        {
            MixWide(weights, stride, values + part, tiles, sums + part, factors, size, ahead);
        }

        for (; part < size; part += Lanes)
        {
            MixNarrow(weights, stride, values + part, tiles, sums + part, factors, size, ahead);
        }
    }

    /// <summary>64 numbers of each row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MixWide(float* weights, int stride, short* values, int tiles, float* sums, float* factors, int size, nint ahead)
    {
        float* r0 = sums, r1 = r0 + size, r2 = r1 + size, r3 = r2 + size;
        Vector512<float> factor = Vector512.Create(factors[0]);
        Vector512<float> a0 = Vector512.Load(r0) * factor, b0 = Vector512.Load(r0 + Lanes) * factor, c0 = Vector512.Load(r0 + (2 * Lanes)) * factor, d0 = Vector512.Load(r0 + (3 * Lanes)) * factor;
        factor = Vector512.Create(factors[1]);
        Vector512<float> a1 = Vector512.Load(r1) * factor, b1 = Vector512.Load(r1 + Lanes) * factor, c1 = Vector512.Load(r1 + (2 * Lanes)) * factor, d1 = Vector512.Load(r1 + (3 * Lanes)) * factor;
        factor = Vector512.Create(factors[2]);
        Vector512<float> a2 = Vector512.Load(r2) * factor, b2 = Vector512.Load(r2 + Lanes) * factor, c2 = Vector512.Load(r2 + (2 * Lanes)) * factor, d2 = Vector512.Load(r2 + (3 * Lanes)) * factor;
        factor = Vector512.Create(factors[3]);
        Vector512<float> a3 = Vector512.Load(r3) * factor, b3 = Vector512.Load(r3 + Lanes) * factor, c3 = Vector512.Load(r3 + (2 * Lanes)) * factor, d3 = Vector512.Load(r3 + (3 * Lanes)) * factor;
        for (int tile = 0; tile < tiles; tile++, values += Scales)
        {
            for (int i = 0; i < Lanes; i++, values += size, weights++)
            {
                CacheTile.Prefetch(values, ahead);
                CacheTile.Prefetch(values + (2 * Lanes), ahead);
                Vector512<float> a = CacheTile.Load(values), b = CacheTile.Load(values + Lanes), c = CacheTile.Load(values + (2 * Lanes)), d = CacheTile.Load(values + (3 * Lanes));
                var weight = Vector512.Create(weights[0]);
                a0 = Vector512.FusedMultiplyAdd(weight, a, a0);
                b0 = Vector512.FusedMultiplyAdd(weight, b, b0);
                c0 = Vector512.FusedMultiplyAdd(weight, c, c0);
                d0 = Vector512.FusedMultiplyAdd(weight, d, d0);
                weight = Vector512.Create(weights[stride]);
                a1 = Vector512.FusedMultiplyAdd(weight, a, a1);
                b1 = Vector512.FusedMultiplyAdd(weight, b, b1);
                c1 = Vector512.FusedMultiplyAdd(weight, c, c1);
                d1 = Vector512.FusedMultiplyAdd(weight, d, d1);
                weight = Vector512.Create(weights[2 * stride]);
                a2 = Vector512.FusedMultiplyAdd(weight, a, a2);
                b2 = Vector512.FusedMultiplyAdd(weight, b, b2);
                c2 = Vector512.FusedMultiplyAdd(weight, c, c2);
                d2 = Vector512.FusedMultiplyAdd(weight, d, d2);
                weight = Vector512.Create(weights[3 * stride]);
                a3 = Vector512.FusedMultiplyAdd(weight, a, a3);
                b3 = Vector512.FusedMultiplyAdd(weight, b, b3);
                c3 = Vector512.FusedMultiplyAdd(weight, c, c3);
                d3 = Vector512.FusedMultiplyAdd(weight, d, d3);
            }

            CacheTile.Prefetch(values, ahead);
        }

        Store(r0, Lanes, a0, b0, c0, d0);
        Store(r1, Lanes, a1, b1, c1, d1);
        Store(r2, Lanes, a2, b2, c2, d2);
        Store(r3, Lanes, a3, b3, c3, d3);
    }

    /// <summary>16 numbers of each row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MixNarrow(float* weights, int stride, short* values, int tiles, float* sums, float* factors, int size, nint ahead)
    {
        float* r0 = sums, r1 = r0 + size, r2 = r1 + size, r3 = r2 + size;
        Vector512<float> a0 = Vector512.Load(r0) * factors[0], a1 = Vector512.Load(r1) * factors[1], a2 = Vector512.Load(r2) * factors[2], a3 = Vector512.Load(r3) * factors[3];
        for (int tile = 0; tile < tiles; tile++, values += Scales)
        {
            for (int i = 0; i < Lanes; i++, values += size, weights++)
            {
                CacheTile.Prefetch(values, ahead);
                Vector512<float> a = CacheTile.Load(values);
                a0 = Vector512.FusedMultiplyAdd(Vector512.Create(weights[0]), a, a0);
                a1 = Vector512.FusedMultiplyAdd(Vector512.Create(weights[stride]), a, a1);
                a2 = Vector512.FusedMultiplyAdd(Vector512.Create(weights[2 * stride]), a, a2);
                a3 = Vector512.FusedMultiplyAdd(Vector512.Create(weights[3 * stride]), a, a3);
            }
        }

        Store(sums, size, a0, a1, a2, a3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* to, int stride, Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        a.Store(to);
        b.Store(to + stride);
        c.Store(to + (2 * stride));
        d.Store(to + (3 * stride));
    }
}
