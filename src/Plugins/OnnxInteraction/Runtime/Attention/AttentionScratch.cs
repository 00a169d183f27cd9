namespace OnnxInteraction.Runtime.Attention;

/// <summary>A thread's memory for the query rows that are worked on together: so many that they are whole groups of <see cref="TileProducts.Rows"/>.</summary>
internal unsafe struct AttentionScratch
{
    [ThreadStatic]
    private static float[]? _memory;

    /// <summary>[rows, size].</summary>
    public float* Queries, Sums;

    /// <summary>[rows, block]: scores, then weights.</summary>
    public float* Scores;

    /// <summary>[rows, 16]: the sum of the weights so far, in parts.</summary>
    public float* Totals;

    /// <summary>[rows]: the highest score so far, and what <see cref="Sums"/> are multiplied by next.</summary>
    public float* Highest, Factors;

    /// <summary>[size]: a key on its way to the cache.</summary>
    public float* Key;

    public static AttentionScratch OfThread(int rows, int size, int block)
    {
        const int Line = 16;
        rows = Whole(rows);
        int length = (rows * (size + size + block + CacheTile.Positions + 2)) + size + Line;
        if (_memory is null || _memory.Length < length)
        {
            _memory = GC.AllocateArray<float>(length, pinned: true);
        }

        fixed (float* memory = _memory)
        {
            var rest = (float*)(((nint)memory + (Line * sizeof(float)) - 1) / (Line * sizeof(float)) * (Line * sizeof(float)));
            AttentionScratch scratch;
            scratch.Queries = rest;
            scratch.Sums = scratch.Queries + (rows * size);
            scratch.Scores = scratch.Sums + (rows * size);
            scratch.Totals = scratch.Scores + (rows * block);
            scratch.Key = scratch.Totals + (rows * CacheTile.Positions);
            scratch.Highest = scratch.Key + size;
            scratch.Factors = scratch.Highest + rows;
            return scratch;
        }
    }

    /// <summary>Rows rounded up to whole groups.</summary>
    public static int Whole(int rows) => (rows + TileProducts.Rows - 1) / TileProducts.Rows * TileProducts.Rows;
}
