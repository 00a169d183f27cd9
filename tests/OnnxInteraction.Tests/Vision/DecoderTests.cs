namespace OnnxInteraction.Tests.Vision;

public sealed class DecoderTests
{
    public static TheoryData<string> Jpegs => [.. Fixtures.Names(".jpg")];

    public static TheoryData<string> Pngs => [.. Fixtures.Names(".png")];

    [Theory]
    [MemberData(nameof(Jpegs))]
    public void A_jpeg_looks_as_other_decoders_see_it(string name)
    {
        byte[] expected = Fixtures.Expected(name);

        byte[] seen = Fixtures.Decode(name, Fixtures.Read(name));

        Assert.InRange(seen.Zip(expected, (a, b) => Math.Abs(a - b)).Max(), 0, 2);
    }

    [Theory]
    [MemberData(nameof(Pngs))]
    public void A_png_has_exactly_the_pixels_it_was_made_of(string name)
    {
        byte[] expected = Fixtures.Expected(name);

        byte[] seen = Fixtures.Decode(name, Fixtures.Read(name));

        Assert.Equal(expected, seen);
    }
}
