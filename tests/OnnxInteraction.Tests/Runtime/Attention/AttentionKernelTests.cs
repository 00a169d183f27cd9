using OnnxInteraction.Runtime.Attention;

namespace OnnxInteraction.Tests.Runtime.Attention;

public sealed class AttentionKernelTests
{
    private static readonly AttentionShape Wren = new(4, 1, .2f, Rotates: true, Interleaved: false);

    [Theory]
    [InlineData(1, 4, 1, 32, 0, false, false, false)]       // the first token of all
    [InlineData(1, 4, 1, 64, 17, true, false, true)]        // a step of the shipped model
    [InlineData(3, 6, 2, 80, 9, true, true, false)]         // neighbours turn together, heads in two groups, a size that is no multiple of 64
    [InlineData(20, 4, 2, 32, 0, true, false, false)]       // a text at once, longer than what is worked on together
    [InlineData(5, 2, 2, 16, 31, false, false, true)]       // every head with a key of its own
    [InlineData(2, 8, 1, 128, 65, true, false, true)]
    public void Mixes_what_softmax_of_the_products_says(int tokens, int heads, int shared, int size, int past, bool rotates, bool interleaved, bool sinks)
    {
        var run = new AttentionCase(new AttentionShape(heads, shared, Scale: .2f, rotates, interleaved), size, tokens, [past, past], sinks);

        float[] mixed = run.Mix();

        AssertClose(run.Expected(), mixed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(33)]
    public void Rows_of_any_length_are_right_and_chunks_have_the_bits_of_single_tokens(int tokens)
    {
        var run = new AttentionCase(new AttentionShape(6, 2, .2f, Rotates: true, Interleaved: true), size: 32, tokens, [0, 1, 63, 64, 65, 1_000], sinks: false);

        float[] mixed = run.Mix();

        AssertClose(run.Expected(), mixed);
        Assert.Equal(run.Mix(oneByOne: true), mixed);
    }

    [Fact]
    public void Keys_and_values_may_come_apart_from_the_queries()
    {
        var run = new AttentionCase(new AttentionShape(4, 2, .2f, Rotates: true, Interleaved: false), size: 32, tokens: 2, [5, 5], sinks: true);

        Assert.Equal(run.Mix(packed: true), run.Mix(packed: false));
    }

    [Fact]
    public void A_cache_that_is_not_written_in_place_is_copied()
    {
        var run = new AttentionCase(Wren, size: 32, tokens: 1, [11, 70], sinks: false);
        float[] inPlace = run.Mix();

        Assert.Equal(inPlace, run.Mix(inPlace: false));
    }

    [Fact]
    public void A_row_is_the_same_to_the_last_bit_whoever_is_beside_it()
    {
        var one = new AttentionCase(Wren, size: 32, tokens: 1, [130, 130], sinks: true);
        var other = new AttentionCase(Wren, size: 32, tokens: 1, [130, 130], sinks: true, secondRow: 99);

        Assert.Equal(one.Mix()[..(4 * 32)], other.Mix()[..(4 * 32)]);
    }

    [Fact]
    public void A_length_beyond_the_cache_stays_within_it()
    {
        var run = new AttentionCase(Wren, size: 32, tokens: 1, [47], sinks: false);

        Assert.All(run.Mix(beyond: 5), number => Assert.True(float.IsFinite(number)));
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-4f);
        }
    }
}
