using AgentHost.Testing;
using InteractionCore.Model;
using OnnxInteraction.Vision;

namespace OnnxInteraction.Tests.Vision;

public sealed class FrameReaderTests
{
    [Fact]
    public void A_pixel_is_the_mean_of_the_pixels_it_covers()
    {
        byte[] source = RandomPixels(160, 120, seed: 3);

        byte[] seen = Fixtures.Decode(new FrameReader(80, 60), TestPng.Encode(160, 120, source));

        for (int i = 0; i < seen.Length; i++)
        {
            int x = i / 3 % 80, y = i / 240, channel = i % 3;
            int At(int dx, int dy) => source[((((2 * y) + dy) * 160) + (2 * x) + dx) * 3 + channel];
            Assert.Equal((At(0, 0) + At(1, 0) + At(0, 1) + At(1, 1) + 2) >> 2, seen[i]);
        }
    }

    [Theory]
    [InlineData(100, 30)]
    [InlineData(7, 50)]
    [InlineData(33, 21)]
    public void A_pixel_takes_of_each_source_pixel_the_part_it_covers(int width, int height)
    {
        byte[] source = RandomPixels(width, height, seed: 5);

        byte[] seen = Fixtures.Decode(new FrameReader(8, 6), TestPng.Encode(width, height, source));

        Assert.Equal(Expected(source, width, height, 8, 6), seen);
    }

    [Fact]
    public void A_wide_picture_is_cut_around_its_centre()
    {
        byte[] source = new byte[16 * 3 * 3];
        for (int y = 0; y < 3; y++)
        {
            source.AsSpan(((y * 16) + 6) * 3, 4 * 3).Fill(200);
        }

        byte[] seen = Fixtures.Decode(new FrameReader(4, 3), TestPng.Encode(16, 3, source));

        Assert.All(seen, channel => Assert.Equal(200, channel));
    }

    [Fact]
    public void A_tall_picture_is_cut_around_its_centre()
    {
        byte[] source = new byte[4 * 11 * 3];
        source.AsSpan(4 * 4 * 3, 4 * 3 * 3).Fill(200);

        byte[] seen = Fixtures.Decode(new FrameReader(4, 3), TestPng.Encode(4, 11, source));

        Assert.All(seen, channel => Assert.Equal(200, channel));
    }

    [Fact]
    public void The_pixels_of_a_smaller_picture_are_repeated()
    {
        byte[] source = [.. Enumerable.Range(1, 4 * 3 * 3).Select(i => (byte)i)];

        byte[] seen = Fixtures.Decode(new FrameReader(8, 6), TestPng.Encode(4, 3, source));

        for (int i = 0; i < seen.Length; i++)
        {
            int x = i / 3 % 8, y = i / 24, channel = i % 3;
            Assert.Equal(source[(((y / 2 * 4) + (x / 2)) * 3) + channel], seen[i]);
        }
    }

    [Fact]
    public void A_jpeg_allocates_nothing_once_its_size_is_known()
    {
        var reader = new FrameReader(80, 60);
        var frame = new VideoFrame(Fixtures.Read("progressive-420-37x29.jpg"), "image/jpeg");
        var rgb = new byte[reader.Length];
        reader.Read(frame, rgb);

        Assert.Equal(0, Allocations.Of(() => reader.Read(frame, rgb)));
    }

    [Fact]
    public void The_bytes_decide_what_a_picture_is_not_its_media_type()
    {
        var reader = new FrameReader(23, 19);
        var rgb = new byte[reader.Length];

        reader.Read(new VideoFrame(Fixtures.Read("rgb-23x19.png"), "image/jpeg"), rgb);

        Assert.Equal(Fixtures.Expected("rgb-23x19.png"), rgb);
    }

    private static byte[] RandomPixels(int width, int height, int seed)
    {
        var pixels = new byte[width * height * 3];
        new Random(seed).NextBytes(pixels);
        return pixels;
    }

    private static byte[] Expected(byte[] source, int width, int height, int targetWidth, int targetHeight)
    {
        int cutWidth = Math.Min(width, (int)Math.Round((double)height * targetWidth / targetHeight, MidpointRounding.AwayFromZero));
        int cutHeight = Math.Min(height, (int)Math.Round((double)width * targetHeight / targetWidth, MidpointRounding.AwayFromZero));
        int left = (width - cutWidth) / 2, top = (height - cutHeight) / 2;
        var expected = new byte[targetWidth * targetHeight * 3];
        for (int i = 0; i < expected.Length; i++)
        {
            int x = i / 3 % targetWidth, y = i / 3 / targetWidth;
            decimal sum = 0;
            for (int row = 0; row < cutHeight; row++)
            {
                for (int column = 0; column < cutWidth; column++)
                {
                    int covered = Overlap(x, cutWidth, column, targetWidth) * Overlap(y, cutHeight, row, targetHeight);
                    sum += covered * source[((((top + row) * width) + left + column) * 3) + (i % 3)];
                }
            }

            expected[i] = (byte)Math.Round(sum / (cutWidth * cutHeight), MidpointRounding.AwayFromZero);
        }

        return expected;
    }

    private static int Overlap(int target, int targetLength, int source, int sourceLength) => Math.Max(
        0,
        Math.Min((target + 1) * targetLength, (source + 1) * sourceLength) - Math.Max(target * targetLength, source * sourceLength));
}
