using System.Runtime.Intrinsics;
using OnnxInteraction.Runtime.Attention;

namespace OnnxInteraction.Tests.Runtime.Attention;

public sealed unsafe class CacheTileTests
{
    private const int Size = 32, Position = 21;

    [Theory]
    [InlineData(1)]
    [InlineData(1e-30f)]
    [InlineData(1e30f)]
    [InlineData(0)]
    public void What_is_written_comes_back_to_within_a_share_of_the_largest(float largest)
    {
        float[] cache = new float[2 * CacheTile.Length(Size)], values = new float[cache.Length], numbers = [.. Enumerable.Range(0, Size).Select(i => largest * MathF.Sin(i))];
        float[] key = new float[Size], value = new float[Size];
        fixed (float* from = numbers, keyCache = cache, valueCache = values)
        {
            CacheTile.WriteKey(from, keyCache, Position, Size);
            CacheTile.WriteValue(from, valueCache, Position, Size);

            short* keys = CacheTile.At(keyCache, 1, Size), rows = CacheTile.At(valueCache, 1, Size);
            int within = Position - CacheTile.Positions;
            for (int i = 0; i < Size; i++)
            {
                key[i] = CacheTile.Load(keys + (i * CacheTile.Positions))[within] * CacheTile.Scales(keys, Size)[within];
                value[i] = rows[(within * Size) + i] * CacheTile.Scales(rows, Size)[within];
            }
        }

        Assert.Equal(value, key);
        Assert.All(numbers.Zip(key), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, largest / 65_000));
    }

    [Theory]
    [InlineData(512, 64)]
    [InlineData(513, 64)]
    [InlineData(2_304, 80)]
    [InlineData(1, 16)]
    public void A_tensor_made_for_so_many_positions_holds_them_in_little_more_than_half_the_entries(int positions, int size)
    {
        int entries = CacheTile.Entries(positions, size);

        Assert.InRange(CacheTile.Held(entries, size), positions, positions + 31);
        Assert.InRange(entries, 1, (CacheTile.Whole(positions) * (.5 + (1.0 / size))) + 1);
    }

    [Fact]
    public void A_key_that_is_no_number_stays_none()
    {
        float[] cache = new float[CacheTile.Length(Size)], numbers = [float.NaN, .. new float[Size - 1]];
        fixed (float* from = numbers, to = cache)
        {
            CacheTile.WriteKey(from, to, 0, Size);

            Assert.True(float.IsNaN(CacheTile.Scales(CacheTile.At(to, 0, Size), Size)[0]));
        }
    }

    [Fact]
    public void The_exponential_is_right_to_the_last_places()
    {
        for (float x = 0; x > -87; x -= .37f)
        {
            Assert.InRange(OnlineSoftmax.Exp(Vector512.Create(x)).ToScalar() / Math.Exp(x), 1 - 2.5e-7, 1 + 2.5e-7);
        }

        Assert.Equal(1, OnlineSoftmax.Exp(default).ToScalar());
        Assert.Equal(0, OnlineSoftmax.Exp(Vector512.Create(float.NegativeInfinity)).ToScalar());
    }
}
