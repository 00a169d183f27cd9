using AgentHost.Dialects;

namespace AgentHost.Tests.Live;

public sealed class PictureCheckTests
{
    [Theory]
    [InlineData(160, 120)]
    [InlineData(1, 1)]
    [InlineData(4_000, 4_000)]
    public void Pictures_of_any_size_that_can_be_looked_at_are_taken(int width, int height)
    {
        Assert.Null(PictureCheck.Problem(Jpeg(width, height), "image/jpeg"));
        Assert.Null(PictureCheck.Problem(Png(width, height), "image/png"));
    }

    [Theory]
    [InlineData(0, 120)]
    [InlineData(20_000, 10)]
    [InlineData(5_000, 5_000)]
    public void Those_that_cannot_are_refused_by_the_size_they_claim(int width, int height)
    {
        Assert.Contains($"{width} x {height} pixels", PictureCheck.Problem(Jpeg(width, height), "image/jpeg"), StringComparison.Ordinal);
        Assert.Contains($"{width} x {height} pixels", PictureCheck.Problem(Png(width, height), "image/png"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_something_else_is_told_from_its_bytes()
    {
        Assert.Contains("no JPEG and no PNG", PictureCheck.Problem("GIF89a"u8, "image/jpeg"), StringComparison.Ordinal);
        Assert.Contains("of 0 bytes", PictureCheck.Problem([], "image/png"), StringComparison.Ordinal);
        Assert.Contains("is image/png, but", PictureCheck.Problem(Png(4, 4), "image/jpeg"), StringComparison.Ordinal);
    }

    [Fact]
    public void Wherever_it_is_cut_off_nothing_breaks()
    {
        byte[] jpeg = Jpeg(160, 120), png = Png(160, 120);

        Assert.All(Enumerable.Range(0, 20), length => Assert.NotNull(PictureCheck.Problem(jpeg.AsSpan(0, length), "image/jpeg")));
        Assert.All(Enumerable.Range(0, 24), length => Assert.NotNull(PictureCheck.Problem(png.AsSpan(0, length), "image/png")));
    }

    [Fact]
    public void Whatever_the_bytes_are_nothing_breaks()
    {
        var random = new Random(5);
        for (int i = 0; i < 2_000; i++)
        {
            byte[] picture = i % 2 == 0 ? Jpeg(160, 120) : Png(160, 120);
            picture[random.Next(3, picture.Length)] = (byte)random.Next(256);
            picture[random.Next(3, picture.Length)] = (byte)random.Next(256);

            _ = PictureCheck.Problem(picture, i % 2 == 0 ? "image/jpeg" : "image/png");
        }
    }

    /// <summary>Head of a JPEG: an application segment, a fill byte, the frame header.</summary>
    private static byte[] Jpeg(int width, int height) =>
        [0xFF, 0xD8, 0xFF, 0xE0, 0, 6, 1, 2, 3, 4, 0xFF, 0xFF, 0xC0, 0, 11, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0];

    private static byte[] Png(int width, int height) =>
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, (byte)(width >> 8), (byte)width, 0, 0, (byte)(height >> 8), (byte)height, 8, 2, 0, 0, 0];
}
