using System.Buffers.Binary;
using AgentHost.Talk;
using InteractionCore.Audio;
using InteractionCore.Plugins;

namespace AgentHost.Audio;

/// <summary>Writes speech to a WAV file at its place on the session's timeline: 16-bit mono, silence in between.</summary>
internal sealed class WavWriter : ISpeech, IDisposable
{
    private readonly FileStream _file;
    private readonly int _sampleRate;

    /// <exception cref="SetupException">The file cannot be written.</exception>
    public WavWriter(string path, int sampleRate)
    {
        _sampleRate = sampleRate;
        _file = OutputFile.Create(path);
        _file.SetLength(WavFile.HeaderBytes);
    }

    /// <summary>Writes samples that play from <paramref name="startMs"/> on.</summary>
    public void Write(long startMs, ReadOnlySpan<float> samples)
    {
        var bytes = new byte[2 * samples.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), (short)(Math.Clamp(samples[i], -1, 1) * short.MaxValue));
        }

        _file.Position = PositionOf(startMs);
        _file.Write(bytes);
    }

    /// <summary>Drops what would have played after <paramref name="timeMs"/>.</summary>
    public void ClearAfter(long timeMs) => _file.SetLength(Math.Min(_file.Length, PositionOf(timeMs)));

    /// <summary>Ends the file at <paramref name="timeMs"/> at the earliest.</summary>
    public void ExtendTo(long timeMs) => _file.SetLength(Math.Max(_file.Length, PositionOf(timeMs)));

    public void Dispose()
    {
        var header = new byte[WavFile.HeaderBytes];
        WavFile.WriteHeader(header, (int)((_file.Length - WavFile.HeaderBytes) / 2), _sampleRate);
        _file.Position = 0;
        _file.Write(header);
        _file.Dispose();
    }

    private long PositionOf(long timeMs) => WavFile.HeaderBytes + (2 * (timeMs * _sampleRate / 1_000));
}
