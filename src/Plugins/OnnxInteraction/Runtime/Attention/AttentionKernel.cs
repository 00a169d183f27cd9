using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnnxInteraction.Runtime.Attention;

/// <summary>
/// Attention of a few new tokens over a cache, in single precision. Keys and values are read once for all heads that share them,
/// which is what a live model's step of one position needs; ONNX Runtime's own kernel multiplies each head as a matrix of one row.
/// </summary>
/// <remarks>
/// A row's numbers depend on that row alone, to the last bit. Thread-safe; allocates nothing but a thread's first scratch memory.
/// Compiled in full at once: the first turns of a session are as fast as the later ones.
/// </remarks>
internal static unsafe class AttentionKernel
{
    /// <summary>Numbers a vector holds: heads are multiples of it.</summary>
    public const int Lanes = 16;

    private const int TokensAtOnce = 16, KeysAtOnce = 4, ValuesAtOnce = 64;

    [ThreadStatic]
    private static float[]? _scratch;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(AttentionShape shape, in AttentionTensors run)
    {
        int most = Math.Min(run.Tokens, TokensAtOnce) * (shape.Heads / shape.KeyValueHeads);
        if (_scratch is null || _scratch.Length < most * (run.HeadSize + run.Capacity))
        {
            _scratch = GC.AllocateUninitializedArray<float>(most * (run.HeadSize + run.Capacity));
        }

        fixed (float* scratch = _scratch)
        {
            for (int row = 0; row < run.Batch; row++)
            {
                int past = Math.Clamp(run.Last[row] + 1 - run.Tokens, 0, run.Capacity - run.Tokens);
                for (int head = 0; head < shape.KeyValueHeads; head++)
                {
                    KeepPast(shape, run, row, head, past);
                    for (int token = 0; token < run.Tokens; token += TokensAtOnce)
                    {
                        Attend(shape, run, row, head, token, Math.Min(TokensAtOnce, run.Tokens - token), past + token, scratch);
                    }
                }
            }
        }
    }

    private static void KeepPast(AttentionShape shape, in AttentionTensors run, int row, int head, int past)
    {
        if (run.Keys != run.PastKeys)
        {
            long place = PlaceOf(shape, run, row, head);
            Copy(run.PastKeys + place, run.Keys + place, past * run.HeadSize);
            Copy(run.PastValues + place, run.Values + place, past * run.HeadSize);
        }
    }

    /// <summary>Some tokens of a row and the query heads that share one key: keys and values enter the cache from <paramref name="past"/> on, and each token attends to all up to its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Attend(AttentionShape shape, in AttentionTensors run, int row, int head, int token, int tokens, int past, float* queries)
    {
        int size = run.HeadSize, group = shape.Heads / shape.KeyValueHeads, rows = tokens * group, count = past + tokens;
        float* scores = queries + (rows * size), keys = run.Keys + PlaceOf(shape, run, row, head), values = run.Values + PlaceOf(shape, run, row, head);
        long first = ((long)row * run.Tokens) + token;
        for (int i = 0; i < tokens; i++)
        {
            bool packed = run.Key == null;
            float* query = run.Query + ((first + i) * (packed ? shape.Heads + (2 * shape.KeyValueHeads) : shape.Heads) * size);
            float* key = packed ? query + (shape.Heads * size) : run.Key + ((first + i) * shape.KeyValueHeads * size);
            float* value = packed ? key + (shape.KeyValueHeads * size) : run.Value + ((first + i) * shape.KeyValueHeads * size);
            long angle = (run.Angles != null ? run.Angles[first + i] : past + i) * (size / 2);
            Turn(shape, run, key + (head * size), angle, keys + ((long)(past + i) * size));
            Copy(value + (head * size), values + ((long)(past + i) * size), size);
            for (int j = 0; j < group; j++)
            {
                Turn(shape, run, query + (((head * group) + j) * size), angle, queries + (((i * group) + j) * size));
            }
        }

        float scale = shape.Scale > 0 ? shape.Scale : 1 / MathF.Sqrt(size);
        TensorPrimitives.Multiply(new ReadOnlySpan<float>(queries, rows * size), scale, new Span<float>(queries, rows * size));
        Score(queries, keys, scores, rows, count, size);
        for (int i = 0; i < rows; i++)
        {
            int known = past + (i / group) + 1;
            Softmax(new Span<float>(scores + ((long)i * count), known), run.Sinks == null ? float.NegativeInfinity : run.Sinks[(head * group) + (i % group)]);
            new Span<float>(scores + ((long)i * count) + known, count - known).Clear();
        }

        for (int from = 0; from < count; from += ValuesAtOnce)
        {
            int some = Math.Min(ValuesAtOnce, count - from);
            for (int i = 0; i < rows; i++)
            {
                float* mixed = run.Mixed + ((((first + (i / group)) * shape.Heads) + (head * group) + (i % group)) * size);
                Mix(scores + ((long)i * count) + from, values + ((long)from * size), mixed, some, size, begins: from == 0);
            }
        }
    }

    private static long PlaceOf(AttentionShape shape, in AttentionTensors run, int row, int head) => (((long)row * shape.KeyValueHeads) + head) * run.Capacity * run.HeadSize;

    private static void Copy(float* from, float* to, int count) => new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(to, count));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Turn(AttentionShape shape, in AttentionTensors run, float* from, long angle, float* to)
    {
        int half = run.HeadSize / 2;
        if (!shape.Rotates)
        {
            Copy(from, to, run.HeadSize);
            return;
        }

        (int apart, int step) = shape.Interleaved ? (1, 2) : (half, 1);
        for (int i = 0; i < half; i++)
        {
            float first = from[i * step], second = from[(i * step) + apart], cosine = run.Cosines[angle + i], sine = run.Sines[angle + i];
            to[i * step] = (first * cosine) - (second * sine);
            to[(i * step) + apart] = (second * cosine) + (first * sine);
        }
    }

    /// <summary>Products of each query with each key: scores [rows, count]. Some keys at a time, which stay near while all queries pass.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Score(float* queries, float* keys, float* scores, int rows, int count, int size)
    {
        int index = 0;
        for (; index + KeysAtOnce <= count; index += KeysAtOnce)
        {
            float* first = keys + ((long)index * size), second = first + size, third = second + size, fourth = third + size;
            for (int row = 0; row < rows; row++)
            {
                Vector512<float> a = default, b = default, c = default, d = default;
                for (int i = 0; i < size; i += Lanes)
                {
                    var query = Vector512.Load(queries + (row * size) + i);
                    a = Vector512.FusedMultiplyAdd(query, Vector512.Load(first + i), a);
                    b = Vector512.FusedMultiplyAdd(query, Vector512.Load(second + i), b);
                    c = Vector512.FusedMultiplyAdd(query, Vector512.Load(third + i), c);
                    d = Vector512.FusedMultiplyAdd(query, Vector512.Load(fourth + i), d);
                }

                float* to = scores + ((long)row * count) + index;
                to[0] = Vector512.Sum(a);
                to[1] = Vector512.Sum(b);
                to[2] = Vector512.Sum(c);
                to[3] = Vector512.Sum(d);
            }
        }

        for (; index < count; index++)
        {
            for (int row = 0; row < rows; row++)
            {
                Vector512<float> sum = default;
                for (int i = 0; i < size; i += Lanes)
                {
                    sum = Vector512.FusedMultiplyAdd(Vector512.Load(queries + (row * size) + i), Vector512.Load(keys + ((long)index * size) + i), sum);
                }

                scores[((long)row * count) + index] = Vector512.Sum(sum);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Softmax(Span<float> scores, float sink)
    {
        float highest = MathF.Max(TensorPrimitives.Max<float>(scores), sink);
        TensorPrimitives.Subtract(scores, highest, scores);
        TensorPrimitives.Exp<float>(scores, scores);
        TensorPrimitives.Multiply(scores, 1 / (TensorPrimitives.Sum<float>(scores) + MathF.Exp(sink - highest)), scores);
    }

    /// <summary>Adds the values, each by its weight, to what is mixed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mix(float* weights, float* values, float* mixed, int count, int size, bool begins)
    {
        int part = 0;
        for (; part + (4 * Lanes) <= size; part += 4 * Lanes)
        {
            Vector512<float> a = default, b = default, c = default, d = default;
            if (!begins)
            {
                (a, b, c, d) = (Vector512.Load(mixed + part), Vector512.Load(mixed + part + Lanes), Vector512.Load(mixed + part + (2 * Lanes)), Vector512.Load(mixed + part + (3 * Lanes)));
            }

            for (int index = 0; index < count; index++)
            {
                var weight = Vector512.Create(weights[index]);
                float* value = values + ((long)index * size) + part;
                a = Vector512.FusedMultiplyAdd(weight, Vector512.Load(value), a);
                b = Vector512.FusedMultiplyAdd(weight, Vector512.Load(value + Lanes), b);
                c = Vector512.FusedMultiplyAdd(weight, Vector512.Load(value + (2 * Lanes)), c);
                d = Vector512.FusedMultiplyAdd(weight, Vector512.Load(value + (3 * Lanes)), d);
            }

            a.Store(mixed + part);
            b.Store(mixed + part + Lanes);
            c.Store(mixed + part + (2 * Lanes));
            d.Store(mixed + part + (3 * Lanes));
        }

        for (; part < size; part += Lanes)
        {
            Vector512<float> sum = begins ? default : Vector512.Load(mixed + part);
            for (int index = 0; index < count; index++)
            {
                sum = Vector512.FusedMultiplyAdd(Vector512.Create(weights[index]), Vector512.Load(values + ((long)index * size) + part), sum);
            }

            sum.Store(mixed + part);
        }
    }
}
