using AgentHost.Eval.Scenarios;

namespace AgentHost.Tests.Eval;

public sealed class JpegFilmTests
{
    [Fact]
    public void Pictures_are_told_apart_by_their_markers()
    {
        IReadOnlyList<ReadOnlyMemory<byte>>? frames = JpegFilm.Split((byte[])[.. Jpeg(1), .. Jpeg(2)]);

        Assert.Equal(2, frames!.Count);
        Assert.Equal(Jpeg(2), frames[1].ToArray());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void What_is_not_whole_pictures_is_none(int before, int cut) =>
        Assert.Null(JpegFilm.Split((byte[])[.. Jpeg(1), .. new byte[before], .. Jpeg(2)[..^(cut + 1)]]));

    [Fact]
    public void Nothing_is_no_film() => Assert.Null(JpegFilm.Split(Array.Empty<byte>()));

    /// <summary>What has a JPEG's structure: a segment with an end marker inside, and a scan with a stuffed byte and a restart.</summary>
    internal static byte[] Jpeg(byte content) => [0xFF, 0xD8, 0xFF, 0xE0, 0, 6, 0xFF, 0xD9, 1, 2, 0xFF, 0xDA, 0, 3, 7, content, 0xFF, 0, 9, 0xFF, 0xD0, content, 0xFF, 0xD9];
}
