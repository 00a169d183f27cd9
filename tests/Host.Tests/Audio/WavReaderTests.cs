using System.Buffers.Binary;
using System.Text;
using AgentHost.Audio;
using AgentHost.Testing;

namespace AgentHost.Tests.Audio;

public sealed class WavReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(8, 1, new byte[] { 0, 128, 192 }, new float[] { -1, 0, 0.5f })]
    [InlineData(16, 1, new byte[] { 0, 0x80, 0, 0x40 }, new float[] { -1, 0.5f })]
    [InlineData(24, 1, new byte[] { 0, 0, 0xC0 }, new float[] { -0.5f })]
    [InlineData(8, 7, new byte[] { 0xFF, 0x80 }, new float[] { 0, 32_124 / 32_768f })]
    [InlineData(8, 6, new byte[] { 0xD5, 0xAA }, new float[] { 8 / 32_768f, 32_256 / 32_768f })]
    [InlineData(32, 1, new byte[] { 0, 0, 0, 0x40 }, new float[] { 0.5f })]
    [InlineData(32, 3, new byte[] { 0, 0, 0x80, 0x3E }, new float[] { 0.25f })]
    [InlineData(32, 3, new byte[] { 0, 0, 0xC0, 0x7F }, new float[] { 0 })]
    public void Every_accepted_width_is_read(int bits, int format, byte[] data, float[] samples)
    {
        using WavReader reader = WavReader.Open(Wav(bits, 1, 16_000, data, format));

        Assert.Equal(samples, ReadAll(reader));
    }

    [Fact]
    public void Stereo_is_averaged_and_the_files_own_rate_is_told()
    {
        using WavReader reader = WavReader.Open(Wav(16, 2, 44_100, [0, 0x40, 0, 0, 0, 0x40, 0, 0x40]));

        Assert.Equal(44_100, reader.SampleRate);
        Assert.Equal([0.25f, 0.5f], ReadAll(reader));
    }

    [Fact]
    public void Chunks_that_are_not_understood_are_skipped()
    {
        byte[] wav = File.ReadAllBytes(Wav(16, 1, 16_000, [0, 0x40]));
        byte[] list = [.. "LIST"u8, 3, 0, 0, 0, 1, 2, 3, 0];
        string path = Path.Combine(_folder.Path, "list.wav");
        File.WriteAllBytes(path, [.. wav[..36], .. list, .. wav[36..]]);

        using WavReader reader = WavReader.Open(path);

        Assert.Equal([0.5f], ReadAll(reader));
    }

    [Fact]
    public void A_recorder_that_never_wrote_the_length_is_forgiven()
    {
        string path = Wav(16, 1, 16_000, [0, 0x40, 0, 0x40]);
        byte[] wav = File.ReadAllBytes(path);
        BinaryPrimitives.WriteUInt32LittleEndian(wav.AsSpan(40), uint.MaxValue);
        File.WriteAllBytes(path, wav);

        using WavReader reader = WavReader.Open(path);

        Assert.Equal([0.5f, 0.5f], ReadAll(reader));
    }

    [Fact]
    public void What_cannot_be_used_is_refused_with_what_can()
    {
        AssertRefused(_folder.File("text.wav", "this is no audio at all"), "it is not a WAV file.");
        AssertRefused(_folder.File("short.wav", "RIFF"), "it ends within its header.");
        AssertRefused(Wav(16, 1, 16_000, []), "it holds no samples.");
        AssertRefused(Wav(12, 1, 16_000, [1, 2, 3]), "it has format 1 with 12 bits, 1 channels at 16000 Hz.");
        AssertRefused(Wav(16, 1, 1_000, [1, 2]), "it has format 1 with 16 bits, 1 channels at 1000 Hz.");
        AssertRefused(Wav(16, 1, 16_000, [1, 2], format: 85), "it has format 85 with 16 bits, 1 channels at 16000 Hz.");
        AssertRefused(Path.Combine(_folder.Path, "gone.wav"), "Could not find file");
        AssertRefused(_folder.Path, "");
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertRefused(string path, string problem)
    {
        var exception = Assert.Throws<AudioFileException>(() => WavReader.Open(path));

        Assert.StartsWith(path, exception.Message, StringComparison.Ordinal);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
        Assert.EndsWith(AudioFileException.Accepted, exception.Message, StringComparison.Ordinal);
    }

    private static float[] ReadAll(WavReader reader)
    {
        var samples = new float[100];
        return samples[..reader.Read(samples)];
    }

    private string Wav(int bits, int channels, int rate, byte[] data, int format = 1)
    {
        string path = Path.Combine(_folder.Path, $"{Guid.NewGuid():N}.wav");
        using var writer = new BinaryWriter(File.Create(path), Encoding.ASCII);
        writer.Write("RIFF"u8);
        writer.Write(36 + data.Length);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)format);
        writer.Write((short)channels);
        writer.Write(rate);
        writer.Write(rate * channels * bits / 8);
        writer.Write((short)(channels * bits / 8));
        writer.Write((short)bits);
        writer.Write("data"u8);
        writer.Write(data.Length);
        writer.Write(data);
        return path;
    }
}
