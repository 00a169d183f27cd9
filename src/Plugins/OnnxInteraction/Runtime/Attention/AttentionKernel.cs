using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnnxInteraction.Runtime.Attention;

/// <summary>
/// Attention of new tokens over a cache. The tokens of a row and the query heads that share a key are the rows of one matrix, which
/// goes over the cache block by block: scores, softmax, mix of values. What is loaded of the cache is loaded for all of them.
/// </summary>
/// <remarks>
/// A token's numbers depend on what its row holds alone, to the last bit: neither on other rows nor on whether tokens come one by one
/// or together. Thread-safe; allocates nothing but a thread's first scratch memory. Compiled in full at once: the first turns of a
/// session are as fast as the later ones.
/// </remarks>
internal static unsafe class AttentionKernel
{
    /// <summary>Measured: a block's keys and values with those that are fetched meanwhile should be far from filling a second-level cache, and more tiles than these gain nothing.</summary>
    private const int BlockTiles = 8;

    private const int TokensAtOnce = 16, Block = BlockTiles * CacheTile.Positions;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(AttentionShape shape, in AttentionTensors run)
    {
        int capacity = CacheTile.Held(run.Entries, run.HeadSize);
        var scratch = AttentionScratch.OfThread(Math.Min(run.Tokens, TokensAtOnce) * (shape.Heads / shape.KeyValueHeads), run.HeadSize, Block);
        for (int row = 0; row < run.Batch; row++)
        {
            int past = Math.Clamp(run.Last[row] + 1 - run.Tokens, 0, capacity - run.Tokens);
            for (int head = 0; head < shape.KeyValueHeads; head++)
            {
                long place = (((long)row * shape.KeyValueHeads) + head) * run.Entries * run.HeadSize;
                float* keys = run.Keys + place, values = run.Values + place, next = keys + ((long)run.Entries * run.HeadSize);
                if (run.Keys != run.PastKeys)
                {
                    int known = CacheTile.Whole(past) / CacheTile.Positions * CacheTile.Length(run.HeadSize);
                    Copy(run.PastKeys + place, keys, known);
                    Copy(run.PastValues + place, values, known);
                }

                for (int token = 0; token < run.Tokens; token += TokensAtOnce)
                {
                    int tokens = Math.Min(TokensAtOnce, run.Tokens - token), rows = tokens * (shape.Heads / shape.KeyValueHeads);
                    Bring(shape, run, ((long)row * run.Tokens) + token, tokens, head, past + token, keys, values, scratch);
                    Begin(shape, run, head, rows, scratch);
                    Attend(keys, values, next, past + token, tokens, rows, run.HeadSize, scratch);
                    End(shape, run, ((long)row * run.Tokens) + token, tokens, head, scratch);
                }
            }
        }
    }

    /// <summary>Tokens' keys and values enter the cache from <paramref name="past"/> on, their queries the scratch memory.</summary>
    /// <param name="first">The first token, counted over all rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Bring(AttentionShape shape, in AttentionTensors run, long first, int tokens, int head, int past, float* keys, float* values, in AttentionScratch scratch)
    {
        int size = run.HeadSize, group = shape.Heads / shape.KeyValueHeads;
        bool packed = run.Key == null;
        float* to = scratch.Queries;
        for (int i = 0; i < tokens; i++)
        {
            float* query = run.Query + ((first + i) * (packed ? shape.Heads + (2 * shape.KeyValueHeads) : shape.Heads) * size);
            float* key = packed ? query + (shape.Heads * size) : run.Key + ((first + i) * shape.KeyValueHeads * size);
            float* value = packed ? key + (shape.KeyValueHeads * size) : run.Value + ((first + i) * shape.KeyValueHeads * size);
            long angle = (run.Angles != null ? run.Angles[first + i] : past + i) * (size / 2);
            Turn(shape, run, key + (head * size), angle, scratch.Key);
            CacheTile.WriteKey(scratch.Key, keys, past + i, size);
            CacheTile.WriteValue(value + (head * size), values, past + i, size);
            for (int j = 0; j < group; j++, to += size)
            {
                Turn(shape, run, query + (((head * group) + j) * size), angle, to);
            }
        }

        var queries = new Span<float>(scratch.Queries, tokens * group * size);
        TensorPrimitives.Multiply(queries, shape.Scale > 0 ? shape.Scale : 1 / MathF.Sqrt(size), queries);
    }

    private static void Turn(AttentionShape shape, in AttentionTensors run, float* from, long angle, float* to)
    {
        if (shape.Rotates)
        {
            Rotary.Turn(from, to, run.Cosines + angle, run.Sines + angle, shape.Interleaved, run.HeadSize);
        }
        else
        {
            Copy(from, to, run.HeadSize);
        }
    }

    /// <summary>Nothing is summed yet; a head's sink is the first score. Rows beyond the last are multiplied too, and nobody reads them.</summary>
    private static void Begin(AttentionShape shape, in AttentionTensors run, int head, int rows, in AttentionScratch scratch)
    {
        int group = shape.Heads / shape.KeyValueHeads, whole = AttentionScratch.Whole(rows);
        new Span<float>(scratch.Queries + (rows * run.HeadSize), (whole - rows) * run.HeadSize).Clear();
        new Span<float>(scratch.Sums, whole * run.HeadSize).Clear();
        new Span<float>(scratch.Factors, whole).Clear();
        for (int i = 0; i < rows; i++)
        {
            bool sinks = run.Sinks != null;
            scratch.Highest[i] = sinks ? run.Sinks[(head * group) + (i % group)] : float.NegativeInfinity;
            Vector512.CreateScalar(sinks ? 1f : 0).Store(scratch.Totals + (i * CacheTile.Positions));
        }
    }

    /// <summary>The rows' sums over the tokens they know: their past, the row's tokens before them, and themselves.</summary>
    /// <param name="next">The keys that are attended to after these.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Attend(float* keys, float* values, float* next, int past, int tokens, int rows, int size, in AttentionScratch scratch)
    {
        int group = rows / tokens, all = CacheTile.Whole(past + tokens) / CacheTile.Positions;
        for (int tile = 0; tile < all; tile += BlockTiles)
        {
            int tiles = Math.Min(BlockTiles, all - tile);
            short* value = CacheTile.At(values, tile, size);
            nint toValues = (nint)((byte*)value - (byte*)CacheTile.At(keys, tile, size));
            for (int i = 0; i < rows; i += TileProducts.Rows)
            {
                float* scores = scratch.Scores + (i * Block);
                for (int first = 0; first < tiles; first += 2)
                {
                    // Of an odd number the last is computed twice.
                    int second = Math.Min(first + 1, tiles - 1);
                    TileProducts.Score(scratch.Queries + (i * size), CacheTile.At(keys, tile + first, size), CacheTile.At(keys, tile + second, size),
                        scores + (first * CacheTile.Positions), scores + (second * CacheTile.Positions), Block, size, toValues);
                }
            }

            for (int i = 0; i < rows; i++)
            {
                int known = past + (i / group) + 1 - (tile * CacheTile.Positions);
                scratch.Factors[i] = OnlineSoftmax.Weigh(scratch.Scores + (i * Block), known, tiles, value, size, ref scratch.Highest[i], scratch.Totals + (i * CacheTile.Positions));
            }

            nint toKeys = (nint)((byte*)(tile + tiles < all ? CacheTile.At(keys, tile + tiles, size) : (short*)next) - (byte*)value);
            for (int i = 0; i < rows; i += TileProducts.Rows)
            {
                TileProducts.Mix(scratch.Scores + (i * Block), Block, value, tiles, scratch.Sums + (i * size), scratch.Factors + i, size, toKeys);
            }
        }
    }

    private static void End(AttentionShape shape, in AttentionTensors run, long first, int tokens, int head, in AttentionScratch scratch)
    {
        int size = run.HeadSize, group = shape.Heads / shape.KeyValueHeads;
        for (int i = 0; i < tokens * group; i++)
        {
            float* mixed = run.Mixed + ((((first + (i / group)) * shape.Heads) + (head * group) + (i % group)) * size);
            TensorPrimitives.Multiply(new ReadOnlySpan<float>(scratch.Sums + (i * size), size), 1 / Vector512.Sum(Vector512.Load(scratch.Totals + (i * CacheTile.Positions))), new Span<float>(mixed, size));
        }
    }

    private static void Copy(float* from, float* to, int count) => new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(to, count));
}
