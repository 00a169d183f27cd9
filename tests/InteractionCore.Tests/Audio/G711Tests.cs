using InteractionCore.Audio;

namespace InteractionCore.Tests.Audio;

public sealed class G711Tests
{
    [Theory]
    [InlineData(0, 0xFF)]
    [InlineData(32_635, 0x80)]
    [InlineData(-32_635, 0x00)]
    [InlineData(1_000, 0xCE)]
    public void Mu_law_codes_are_the_standards(short sample, byte code) => Assert.Equal(code, G711.EncodeMuLaw(sample));

    [Theory]
    [InlineData(0, 0xD5)]
    [InlineData(32_767, 0xAA)]
    [InlineData(-32_768, 0x2A)]
    public void A_law_codes_are_the_standards(short sample, byte code) => Assert.Equal(code, G711.EncodeALaw(sample));

    [Fact]
    public void Coding_loses_less_than_a_sixteenth()
    {
        for (int sample = short.MinValue; sample <= short.MaxValue; sample += 97)
        {
            int allowed = (Math.Abs(sample) / 16) + 20;
            Assert.InRange(G711.DecodeMuLaw(G711.EncodeMuLaw((short)sample)) - sample, -allowed, allowed);
            Assert.InRange(G711.DecodeALaw(G711.EncodeALaw((short)sample)) - sample, -allowed, allowed);
        }
    }
}
