using OnnxInteraction.Runtime.Attention;

namespace OnnxInteraction.Tests.Runtime.Attention;

public sealed unsafe class AttentionKernelTests
{
    private const int Size = 32, Capacity = 40;

    [Theory]
    [InlineData(1, 4, 1, 0, false, false, false)]        // the first token of all
    [InlineData(1, 4, 1, 17, true, false, true)]         // a step of the shipped model
    [InlineData(3, 6, 2, 9, true, true, false)]          // neighbours turn together, heads in two groups
    [InlineData(20, 4, 2, 0, true, false, false)]        // a text at once, longer than what is worked on together
    [InlineData(5, 2, 2, 31, false, false, true)]        // every head with a key of its own
    public void Mixes_what_softmax_of_the_products_says(int tokens, int heads, int shared, int past, bool rotates, bool interleaved, bool sinks)
    {
        var shape = new AttentionShape(heads, shared, Scale: .2f, rotates, interleaved);
        var run = new Case(shape, batch: 2, tokens, past, sinks);

        float[] mixed = run.Mix(packed: true);

        AssertClose(run.Expected(), mixed);
    }

    [Fact]
    public void Keys_and_values_may_come_apart_from_the_queries()
    {
        var shape = new AttentionShape(4, 2, .2f, Rotates: true, Interleaved: false);
        var run = new Case(shape, batch: 2, tokens: 2, past: 5, sinks: true);

        Assert.Equal(run.Mix(packed: true), run.Mix(packed: false));
    }

    [Fact]
    public void A_cache_that_is_not_written_in_place_is_copied()
    {
        var shape = new AttentionShape(4, 1, .2f, Rotates: false, Interleaved: false);
        var run = new Case(shape, batch: 2, tokens: 1, past: 11, sinks: false);
        float[] inPlace = run.Mix(packed: true);

        Assert.Equal(inPlace, run.Mix(packed: true, inPlace: false));
    }

    [Fact]
    public void A_row_is_the_same_to_the_last_bit_whoever_is_beside_it()
    {
        var shape = new AttentionShape(4, 1, .2f, Rotates: true, Interleaved: false);
        var one = new Case(shape, batch: 2, tokens: 1, past: 13, sinks: true);
        var other = new Case(shape, batch: 2, tokens: 1, past: 13, sinks: true, secondRow: 99);

        Assert.Equal(one.Mix(packed: true)[..(4 * Size)], other.Mix(packed: true)[..(4 * Size)]);
    }

    [Fact]
    public void A_length_beyond_the_cache_stays_within_it()
    {
        var run = new Case(new AttentionShape(4, 1, .2f, Rotates: false, Interleaved: false), batch: 1, tokens: 1, past: Capacity + 5, sinks: false);

        Assert.All(run.Mix(packed: true), number => Assert.True(float.IsFinite(number)));
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-4f);
        }
    }

    /// <summary>Random tensors, and what attention over them is by its definition.</summary>
    private sealed class Case
    {
        private readonly AttentionShape _shape;
        private readonly int _batch;
        private readonly int _tokens;
        private readonly int _past;
        private readonly float[] _query;
        private readonly float[] _key;
        private readonly float[] _value;
        private readonly float[] _keys;
        private readonly float[] _values;
        private readonly float[] _cosines;
        private readonly float[] _sines;
        private readonly float[]? _sinks;

        public Case(AttentionShape shape, int batch, int tokens, int past, bool sinks, int secondRow = 0)
        {
            (_shape, _batch, _tokens, _past) = (shape, batch, tokens, past);
            var random = new Random(5);
            _query = Numbers(random, batch * tokens * shape.Heads * Size);
            _key = Numbers(random, batch * tokens * shape.KeyValueHeads * Size);
            _value = Numbers(random, _key.Length);
            _keys = Numbers(random, batch * shape.KeyValueHeads * Capacity * Size);
            _values = Numbers(random, _keys.Length);
            _cosines = Numbers(random, Capacity * Size);
            _sines = Numbers(random, _cosines.Length);
            _sinks = sinks ? Numbers(random, shape.Heads) : null;
            if (secondRow > 0)
            {
                Numbers(new Random(secondRow), _query.Length / 2).CopyTo(_query, _query.Length / 2);
                Numbers(new Random(secondRow), _keys.Length / 2).CopyTo(_keys, _keys.Length / 2);
            }
        }

        public float[] Mix(bool packed, bool inPlace = true)
        {
            float[] mixed = new float[_query.Length], keys = [.. _keys], values = [.. _values], newKeys = inPlace ? keys : new float[keys.Length], newValues = inPlace ? values : new float[values.Length];
            int[] last = [.. Enumerable.Repeat(_past + _tokens - 1, _batch)];
            fixed (float* query = packed ? Packed() : _query, key = _key, value = _value, past = keys, pastValues = values, present = newKeys, presentValues = newValues, cosines = _cosines, sines = _sines, sinks = _sinks, to = mixed)
            fixed (int* ends = last)
            {
                AttentionKernel.Run(_shape, new AttentionTensors
                {
                    Batch = _batch,
                    Tokens = _tokens,
                    HeadSize = Size,
                    Capacity = Capacity,
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

            return mixed;
        }

        public float[] Expected()
        {
            var expected = new float[_query.Length];
            int group = _shape.Heads / _shape.KeyValueHeads;
            for (int row = 0; row < _batch; row++)
            {
                for (int token = 0; token < _tokens; token++)
                {
                    for (int head = 0; head < _shape.Heads; head++)
                    {
                        int at = (row * _tokens) + token;
                        float[] query = Turned(_query.AsSpan(((at * _shape.Heads) + head) * Size, Size), _past + token);
                        double[] scores = [.. Enumerable.Range(0, _past + token + 1).Select(i => Enumerable.Range(0, Size).Sum(n => (double)query[n] * Known(_keys, _key, row, head / group, i, turned: true)[n]) * _shape.Scale)];
                        double whole = scores.Sum(Math.Exp) + (_sinks is null ? 0 : Math.Exp(_sinks[head]));
                        for (int n = 0; n < Size; n++)
                        {
                            expected[(((at * _shape.Heads) + head) * Size) + n] = (float)scores.Select((score, i) => Math.Exp(score) / whole * Known(_values, _value, row, head / group, i, turned: false)[n]).Sum();
                        }
                    }
                }
            }

            return expected;
        }

        /// <summary>What the cache holds of a position, or what this run brings.</summary>
        private float[] Known(float[] cache, float[] brought, int row, int head, int index, bool turned)
        {
            if (index < _past)
            {
                return cache[((((row * _shape.KeyValueHeads) + head) * Capacity * Size) + (index * Size))..][..Size];
            }

            Span<float> numbers = brought.AsSpan(((((row * _tokens) + index - _past) * _shape.KeyValueHeads) + head) * Size, Size);
            return turned ? Turned(numbers, index) : numbers.ToArray();
        }

        private float[] Turned(Span<float> numbers, int index)
        {
            float[] turned = numbers.ToArray();
            for (int i = 0; _shape.Rotates && i < Size / 2; i++)
            {
                (int first, int second) = _shape.Interleaved ? (2 * i, (2 * i) + 1) : (i, i + (Size / 2));
                float cosine = _cosines[(index * Size / 2) + i], sine = _sines[(index * Size / 2) + i];
                (turned[first], turned[second]) = ((numbers[first] * cosine) - (numbers[second] * sine), (numbers[second] * cosine) + (numbers[first] * sine));
            }

            return turned;
        }

        private float[] Packed()
        {
            int queries = _shape.Heads * Size, keys = _shape.KeyValueHeads * Size;
            return [.. Enumerable.Range(0, _batch * _tokens).SelectMany(at => (float[])[.. _query.AsSpan(at * queries, queries), .. _key.AsSpan(at * keys, keys), .. _value.AsSpan(at * keys, keys)])];
        }

        private static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];
    }
}
