using System.Buffers;
using AgentHost.Dialects;

namespace AgentHost.Tests.Live;

public sealed class WireAudioFormatTests
{
    [Theory]
    [InlineData("audio/pcm", 16_000, 16_000)]
    [InlineData("audio/pcm", 24_000, 24_000)]
    [InlineData("audio/pcm", null, 24_000)]
    [InlineData("audio/pcmu", null, 8_000)]
    [InlineData("audio/pcma", 8_000, 8_000)]
    public void The_protocols_formats_are_accepted(string type, int? rate, int wanted) =>
        Assert.Equal(new WireAudioFormat(type, wanted), WireAudioFormat.TryParse(type, rate, out _));

    [Theory]
    [InlineData("audio/pcm", 44_100)]
    [InlineData("audio/pcmu", 16_000)]
    [InlineData("audio/opus", 48_000)]
    public void Others_are_refused_with_what_can_be_used(string type, int rate)
    {
        Assert.Null(WireAudioFormat.TryParse(type, rate, out string? error));
        Assert.Contains($"{type} at {rate} Hz is not supported", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("audio/pcm", 0.001f)]
    [InlineData("audio/pcmu", 0.04f)]
    [InlineData("audio/pcma", 0.04f)]
    public void What_is_encoded_is_decoded_again(string type, float tolerance)
    {
        WireAudioFormat format = WireAudioFormat.TryParse(type, null, out _)!;
        float[] samples = [0, 0.5f, -0.5f, 0.9f, 2f];
        var bytes = new ArrayBufferWriter<byte>();
        var decoded = new ArrayBufferWriter<float>();

        format.Encode(samples, bytes);
        format.Decode(bytes.WrittenSpan, decoded);

        Assert.Equal(samples.Select(sample => Math.Min(sample, 1)), decoded.WrittenSpan.ToArray(), (wanted, actual) => Math.Abs(wanted - actual) <= tolerance);
    }
}
