using System.Buffers.Binary;
using InteractionCore.Model;
using OnnxInteraction.Vision;

namespace OnnxInteraction.Tests.Vision;

public sealed class HostilePictureTests
{
    private readonly FrameReader _reader = new(80, 60);

    [Fact]
    public void Ten_thousand_mutated_pictures_are_read_or_refused_and_leave_nothing_behind()
    {
        var random = new Random(20);
        byte[][] pictures = [.. Fixtures.Names(".jpg").Concat(Fixtures.Names(".png")).Select(Fixtures.Read)];
        byte[] before = Fixtures.Decode(_reader, pictures[0]);

        int refused = Enumerable.Range(0, 10_000).Count(i => Refusal(Mutation.Of(pictures, i % pictures.Length, random)) is not null);

        Assert.InRange(refused, 1_000, 9_900);
        Assert.Equal(before, Fixtures.Decode(_reader, pictures[0]));
    }

    [Theory]
    [MemberData(nameof(DecoderTests.Jpegs), MemberType = typeof(DecoderTests))]
    public void A_jpeg_cut_anywhere_before_its_end_marker_is_refused(string name)
    {
        byte[] picture = Fixtures.Read(name);

        // A sequential picture may lack its end marker, and a last byte that only pads.
        for (int length = 0; length < picture.Length - 4; length++)
        {
            Assert.NotNull(Refusal(picture[..length]));
        }
    }

    [Theory]
    [InlineData("rgb-23x19.png")]
    [InlineData("filters-23x19.png")]
    [InlineData("adam7-rgb-23x19.png")]
    public void A_png_cut_anywhere_in_its_pixels_is_refused(string name)
    {
        byte[] picture = Fixtures.Read(name);

        // What follows the pixels are an end chunk of 12 bytes, and two check sums of 4.
        for (int length = 0; length < picture.Length - 24; length++)
        {
            Assert.NotNull(Refusal(picture[..length]));
        }
    }

    [Theory]
    [InlineData("47494638396101000100", "0x4749463839610100")]
    [InlineData("", "no bytes")]
    [InlineData("FFD8", "0xFFD8")]
    [InlineData("524946460000000057454250", "neither JPEG nor PNG")]
    public void Another_format_is_named_by_its_first_bytes(string bytes, string said) =>
        Assert.Contains(said, Refusal(Convert.FromHexString(bytes)), StringComparison.Ordinal);

    [Fact]
    public void A_refusal_says_what_was_found_the_limit_and_the_next_move()
    {
        string? refusal = Refusal(new byte[FrameLimits.EncodedBytes + 1]);

        Assert.Equal("The picture has 8388609 bytes; at most 8388608 are read. Send JPEG or PNG of at most 16 megapixels and 8 MB; 160 x 120 is enough.", refusal);
    }

    [Theory]
    [InlineData(0, 1, "0 x 1 pixels")]
    [InlineData(1, 0, "1 x 0 pixels")]
    [InlineData(-1, 1, "4294967295 x 1 pixels")]
    [InlineData(16_385, 1, "16385 x 1 pixels; a side has at most 16384")]
    [InlineData(4_001, 4_000, "4001 x 4000 pixels; all together are at most 16000000")]
    public void A_png_of_absurd_size_is_refused_by_its_header(int width, int height, string said) =>
        Assert.Contains(said, Refusal(TestPng.File(width, height, [])), StringComparison.Ordinal);

    [Theory]
    [InlineData(0, 9, "9 x 0 pixels")]
    [InlineData(65_535, 65_535, "65535 x 65535 pixels; a side has at most 16384")]
    [InlineData(4_001, 4_000, "4000 x 4001 pixels; all together are at most 16000000")]
    [InlineData(4_000, 4_000, "truncated or broken")]
    public void A_jpeg_of_absurd_size_is_refused_by_its_header(int height, int width, string said)
    {
        byte[] picture = Fixtures.Read("progressive-420-37x29.jpg");
        int frame = Find(picture, 0xC2);
        BinaryPrimitives.WriteUInt16BigEndian(picture.AsSpan(frame + 5), (ushort)height);
        BinaryPrimitives.WriteUInt16BigEndian(picture.AsSpan(frame + 7), (ushort)width);

        Assert.Contains(said, Refusal(picture), StringComparison.Ordinal);
    }

    [Fact]
    public void Pixels_beyond_the_picture_are_never_inflated()
    {
        byte[] bomb = TestPng.File(1, 1, TestPng.Deflate(new byte[64 << 20]));

        Assert.Null(Refusal(bomb));
    }

    [Fact]
    public void Pixels_that_ask_for_a_dictionary_are_refused() =>
        Assert.Contains("do not inflate", Refusal(TestPng.File(1, 1, [0x78, 0xBB, 0, 0, 0, 1, 0, 0, 0, 0])), StringComparison.Ordinal);

    [Fact]
    public void A_scan_that_comes_again_is_refused()
    {
        byte[] picture = Fixtures.Read("progressive-gray-9x31.jpg");
        int scan = Find(picture, 0xDA);
        int end = Find(picture, 0xC4, scan);

        byte[] twice = [.. picture[..end], .. picture[scan..]];

        Assert.Contains("repeats or skips", Refusal(twice), StringComparison.Ordinal);
    }

    [Fact]
    public void A_Huffman_table_with_too_many_codes_is_refused()
    {
        byte[] picture = Fixtures.Read("baseline-444-37x29.jpg");
        int table = Find(picture, 0xC4);
        picture[table + 5] = 3;
        picture[table + 7] -= 3;

        Assert.Contains("3 codes of 1 bits, where 2 are left", Refusal(picture), StringComparison.Ordinal);
    }

    [Fact]
    public void More_scans_than_any_encoder_writes_are_refused()
    {
        byte[] picture = Fixtures.Read("progressive-gray-9x31.jpg");
        int tables = Find(picture, 0xC4);

        // Scans of no bits for coefficients one by one: a table of one code, used once per block.
        IEnumerable<byte> scans = Enumerable.Range(1, 63).SelectMany(k => Enumerable.Range(0, 2).SelectMany(low => EmptyScan(k, 1 - low, refines: low == 1)));
        byte[] many = [.. picture[..tables], .. scans, 0xFF, 0xD9];

        Assert.Contains("more than 64 scans", Refusal(many), StringComparison.Ordinal);
    }

    // A Huffman table whose one code ends the blocks of 512, then a scan of this alone.
    private static byte[] EmptyScan(int coefficient, int low, bool refines) =>
    [
        0xFF, 0xC4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x90,
        0xFF, 0xDA, 0, 8, 1, 1, 0, (byte)coefficient, (byte)coefficient, (byte)(refines ? ((low + 1) << 4) | low : low),
        0x00, 0x3F,
    ];

    private static int Find(byte[] picture, byte marker, int from = 0)
    {
        ReadOnlySpan<byte> wanted = [0xFF, marker];
        return from + picture.AsSpan(from).IndexOf(wanted);
    }

    private string? Refusal(byte[] picture)
    {
        try
        {
            Fixtures.Decode(_reader, picture);
            return null;
        }
        catch (FrameException refusal)
        {
            Assert.EndsWith(FrameLimits.NextMove, refusal.Message, StringComparison.Ordinal);
            return refusal.Message;
        }
    }
}
