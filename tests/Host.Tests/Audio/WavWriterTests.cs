using AgentHost.Audio;
using AgentHost.Testing;

namespace AgentHost.Tests.Audio;

public sealed class WavWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Speech_lies_at_its_place_and_what_was_voided_is_gone()
    {
        string path = Path.Combine(_folder.Path, "out.wav");
        using (var writer = new WavWriter(path, sampleRate: 4_000))
        {
            writer.Write(1, [0.5f, 0.5f, 0.5f, 0.5f]);
            writer.Write(3, [0.25f, 0.25f, 0.25f, 0.25f]);
            writer.ClearAfter(3);
            writer.ExtendTo(4);
        }

        using WavReader reader = WavReader.Open(path);
        var samples = new float[100];
        int count = reader.Read(samples);

        Assert.Equal([0, 0, 0, 0, 0.5f, 0.5f, 0.5f, 0.5f, 0, 0, 0, 0, 0, 0, 0, 0], samples[..count].Select(sample => MathF.Round(sample, 2)));
    }

    public void Dispose() => _folder.Dispose();
}
