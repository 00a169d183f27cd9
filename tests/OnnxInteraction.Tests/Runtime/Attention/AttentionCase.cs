using OnnxInteraction.Runtime.Attention;

namespace OnnxInteraction.Tests.Runtime.Attention;

/// <summary>Random tensors, what <see cref="AttentionKernel"/> makes of them, and what attention over them is by its definition.</summary>
internal sealed unsafe class AttentionCase
{
    private readonly AttentionShape _shape;
    private readonly int _size;
    private readonly int _capacity;
    private readonly int _tokens;
    private readonly int[] _pasts;
    private readonly float[] _query;
    private readonly float[] _key;
    private readonly float[] _value;
    private readonly float[] _keys;
    private readonly float[] _values;
    private readonly float[] _cosines;
    private readonly float[] _sines;
    private readonly float[]? _sinks;

    /// <param name="pasts">Positions that each row knows.</param>
    /// <param name="secondRow">Other numbers for the second of two rows.</param>
    public AttentionCase(AttentionShape shape, int size, int tokens, int[] pasts, bool sinks, int secondRow = 0)
    {
        (_shape, _size, _tokens, _pasts, _capacity) = (shape, size, tokens, pasts, CacheTile.Whole(pasts.Max() + tokens));
        var random = new Random(5);
        _query = Numbers(random, pasts.Length * tokens * shape.Heads * size);
        _key = Numbers(random, pasts.Length * tokens * shape.KeyValueHeads * size);
        _value = Numbers(random, _key.Length);
        _keys = Numbers(random, pasts.Length * shape.KeyValueHeads * _capacity * size);
        _values = Numbers(random, _keys.Length);
        _cosines = Numbers(random, _capacity * size);
        _sines = Numbers(random, _cosines.Length);
        _sinks = sinks ? Numbers(random, shape.Heads) : null;
        if (secondRow > 0)
        {
            Numbers(new Random(secondRow), _query.Length / 2).CopyTo(_query, _query.Length / 2);
            Numbers(new Random(secondRow), _keys.Length / 2).CopyTo(_keys, _keys.Length / 2);
        }
    }

    /// <summary>The third dimension of the cache's tensors.</summary>
    private int Entries => CacheTile.Entries(_capacity, _size);

    /// <summary>What the kernel makes of it: [rows, tokens, heads, size].</summary>
    /// <param name="oneByOne">Whether each token is a run of its own.</param>
    /// <param name="beyond">Added to where the rows' pasts end.</param>
    public float[] Mix(bool packed = true, bool inPlace = true, bool oneByOne = false, int beyond = 0)
    {
        (float[] keys, float[] values) = Cache();
        float[] newKeys = inPlace ? keys : new float[keys.Length], newValues = inPlace ? values : new float[values.Length], mixed = new float[_query.Length];
        for (int token = 0; token < _tokens; token += oneByOne ? 1 : _tokens)
        {
            int tokens = oneByOne ? 1 : _tokens, first = token;
            float[] brought = new float[mixed.Length / _tokens * tokens];
            int[] last = [.. _pasts.Select(past => past + first + tokens - 1 + beyond)];
            fixed (float* query = packed ? Packed(token, tokens) : Part(_query, token, tokens), key = Part(_key, token, tokens), value = Part(_value, token, tokens), to = brought)
            fixed (float* past = keys, pastValues = values, present = newKeys, presentValues = newValues, cosines = _cosines, sines = _sines, sinks = _sinks)
            fixed (int* ends = last)
            {
                AttentionKernel.Run(_shape, new AttentionTensors
                {
                    Batch = _pasts.Length,
                    Tokens = tokens,
                    HeadSize = _size,
                    Entries = Entries,
                    Query = query,
                    Key = packed ? null : key,
                    Value = packed ? null : value,
                    PastKeys = past,
                    PastValues = pastValues,
                    Keys = present,
                    Values = presentValues,
                    Last = ends,
                    Cosines = cosines,
                    Sines = sines,
                    Sinks = sinks,
                    Mixed = to,
                });
            }

            for (int row = 0; row < _pasts.Length; row++)
            {
                int width = _shape.Heads * _size;
                brought.AsSpan(row * tokens * width, tokens * width).CopyTo(mixed.AsSpan(((row * _tokens) + token) * width));
            }
        }

        return mixed;
    }

    /// <summary>Softmax of the products, times the values, in double precision.</summary>
    public float[] Expected()
    {
        var expected = new float[_query.Length];
        for (int at = 0; at < _pasts.Length * _tokens; at++)
        {
            int row = at / _tokens, position = _pasts[row] + (at % _tokens);
            for (int head = 0; head < _shape.Heads; head++)
            {
                int shared = head / (_shape.Heads / _shape.KeyValueHeads);
                float[] query = Turned(_query.AsSpan(((at * _shape.Heads) + head) * _size, _size), position);
                double[] mixed = new double[_size];
                double whole = _sinks is null ? 0 : Math.Exp(_sinks[head]);
                for (int i = 0; i <= position; i++)
                {
                    float[] key = Known(_keys, _key, row, shared, i, turned: true), value = Known(_values, _value, row, shared, i, turned: false);
                    double weight = Math.Exp(query.Zip(key, (one, other) => (double)one * other).Sum() * _shape.Scale);
                    whole += weight;
                    for (int n = 0; n < _size; n++)
                    {
                        mixed[n] += weight * value[n];
                    }
                }

                mixed.Select(number => (float)(number / whole)).ToArray().CopyTo(expected, ((at * _shape.Heads) + head) * _size);
            }
        }

        return expected;
    }

    /// <summary>The cache as the kernel keeps it. What it has not written yet is no number.</summary>
    private (float[] Keys, float[] Values) Cache()
    {
        float[] keys = new float[_pasts.Length * _shape.KeyValueHeads * Entries * _size], values = new float[keys.Length];
        Array.Fill(keys, float.NaN);
        Array.Fill(values, float.NaN);
        fixed (float* key = keys, value = values, fromKey = _keys, fromValue = _values)
        {
            for (int part = 0; part < _pasts.Length * _shape.KeyValueHeads; part++)
            {
                int place = part * _capacity * _size, to = part * Entries * _size;
                for (int i = 0; i < _pasts[part / _shape.KeyValueHeads]; i++)
                {
                    CacheTile.WriteKey(fromKey + place + (i * _size), key + to, i, _size);
                    CacheTile.WriteValue(fromValue + place + (i * _size), value + to, i, _size);
                }
            }
        }

        return (keys, values);
    }

    /// <summary>What the cache holds of a position, or what this run brings.</summary>
    private float[] Known(float[] cache, float[] brought, int row, int head, int index, bool turned)
    {
        if (index < _pasts[row])
        {
            return cache[((((row * _shape.KeyValueHeads) + head) * _capacity * _size) + (index * _size))..][.._size];
        }

        Span<float> numbers = brought.AsSpan(((((row * _tokens) + index - _pasts[row]) * _shape.KeyValueHeads) + head) * _size, _size);
        return turned ? Turned(numbers, index) : numbers.ToArray();
    }

    private float[] Turned(Span<float> numbers, int index)
    {
        float[] turned = numbers.ToArray();
        for (int i = 0; _shape.Rotates && i < _size / 2; i++)
        {
            (int first, int second) = _shape.Interleaved ? (2 * i, (2 * i) + 1) : (i, i + (_size / 2));
            float cosine = _cosines[(index * _size / 2) + i], sine = _sines[(index * _size / 2) + i];
            (turned[first], turned[second]) = ((numbers[first] * cosine) - (numbers[second] * sine), (numbers[second] * cosine) + (numbers[first] * sine));
        }

        return turned;
    }

    /// <summary>Some tokens of each row.</summary>
    private float[] Part(float[] numbers, int token, int tokens)
    {
        int width = numbers.Length / (_pasts.Length * _tokens);
        return [.. Enumerable.Range(0, _pasts.Length).SelectMany(row => numbers.Skip(((row * _tokens) + token) * width).Take(tokens * width))];
    }

    private float[] Packed(int token, int tokens)
    {
        int queries = _shape.Heads * _size, keys = _shape.KeyValueHeads * _size;
        float[] query = Part(_query, token, tokens), key = Part(_key, token, tokens), value = Part(_value, token, tokens);
        return [.. Enumerable.Range(0, _pasts.Length * tokens).SelectMany(at => (float[])[.. query.AsSpan(at * queries, queries), .. key.AsSpan(at * keys, keys), .. value.AsSpan(at * keys, keys)])];
    }

    private static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];
}
