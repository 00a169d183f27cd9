using System.Buffers.Binary;
using AgentHost.Talk;
using InteractionCore.Audio;
using InteractionCore.Plugins;

namespace AgentHost.Audio;

/// <summary>A file cannot be used as audio. The message names the file and what is accepted.</summary>
internal sealed class AudioFileException(string path, string problem) : SetupException($"{path}: {problem} {Accepted}")
{
    public const string Accepted = "Accepted are WAV files (RIFF) with PCM of 8, 16, 24 or 32 bits, 32-bit float or G.711 (mu-law, A-law), 4 to 192 kHz, 1 to 8 channels.";
}

/// <summary>Streams a WAV file as mono float32 in [-1, 1] at the file's own rate; channels are averaged.</summary>
internal sealed class WavReader : ITalkSource
{
    private const ushort PcmFormat = 1;
    private const ushort FloatFormat = 3;
    private const ushort ALawFormat = 6;
    private const ushort MuLawFormat = 7;
    private const ushort ExtensibleFormat = 0xFFFE;

    private readonly FileStream _file;
    private readonly byte[] _block;
    private readonly int _channels;
    private readonly int _bytesPerSample;
    private readonly ushort _format;
    private long _framesLeft;

    private WavReader(FileStream file, int sampleRate, int channels, int bytesPerSample, ushort format, long frames)
    {
        (_file, SampleRate, _channels, _bytesPerSample, _format, _framesLeft) = (file, sampleRate, channels, bytesPerSample, format, frames);
        _block = new byte[4_096 * channels * bytesPerSample];
        Duration = TimeSpan.FromSeconds((double)frames / sampleRate);
    }

    /// <summary>In Hz.</summary>
    public int SampleRate { get; }

    public TimeSpan Duration { get; }

    TimeSpan? ITalkSource.Length => Duration;

    bool ITalkSource.IsLive => false;

    /// <exception cref="AudioFileException">The file is missing or no WAV file of an accepted form.</exception>
    public static WavReader Open(string path)
    {
        FileStream file;
        try
        {
            file = File.OpenRead(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AudioFileException(path, exception.Message);
        }

        try
        {
            return ReadHeader(file, path);
        }
        catch (Exception exception)
        {
            file.Dispose();
            throw exception is EndOfStreamException ? new AudioFileException(path, "it ends within its header.") : exception;
        }
    }

    /// <summary>Reads the next samples; 0 at the end.</summary>
    public int Read(Span<float> samples)
    {
        int frameSize = _channels * _bytesPerSample;
        int wanted = (int)Math.Min(Math.Min(samples.Length, _framesLeft), _block.Length / frameSize);
        int frames = _file.ReadAtLeast(_block.AsSpan(0, wanted * frameSize), wanted * frameSize, throwOnEndOfStream: false) / frameSize;
        // A file that is shorter than its header says ends where it ends.
        _framesLeft = frames < wanted ? 0 : _framesLeft - frames;
        for (int frame = 0; frame < frames; frame++)
        {
            float sum = 0;
            for (int channel = 0; channel < _channels; channel++)
            {
                sum += Sample(_block.AsSpan((frame * frameSize) + (channel * _bytesPerSample), _bytesPerSample));
            }

            samples[frame] = Math.Clamp(sum / _channels, -1, 1);
        }

        return frames;
    }

    ValueTask<int> ITalkSource.ReadAsync(Memory<float> samples, CancellationToken cancellationToken) => ValueTask.FromResult(Read(samples.Span));

    public void Dispose() => _file.Dispose();

    private static WavReader ReadHeader(FileStream file, string path)
    {
        Span<byte> header = stackalloc byte[12];
        file.ReadExactly(header);
        if (!header[..4].SequenceEqual("RIFF"u8) || !header[8..].SequenceEqual("WAVE"u8))
        {
            throw new AudioFileException(path, "it is not a WAV file.");
        }

        (int Rate, int Channels, int Bytes, ushort Code)? format = null;
        while (true)
        {
            file.ReadExactly(header[..8]);
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            if (header[..4].SequenceEqual("fmt "u8))
            {
                format = ReadFormat(file, size, path);
            }
            else if (header[..4].SequenceEqual("data"u8))
            {
                (int rate, int channels, int bytes, ushort code) = format ?? throw new AudioFileException(path, "its data comes before its format.");
                // A recorder that streams leaves the size at its largest value: then the file's end counts.
                long length = Math.Min(size, file.Length - file.Position);
                long frames = length / (channels * bytes);
                return frames > 0 ? new WavReader(file, rate, channels, bytes, code, frames) : throw new AudioFileException(path, "it holds no samples.");
            }
            else
            {
                // Chunks are padded to even sizes.
                file.Seek(size + (size & 1), SeekOrigin.Current);
            }
        }
    }

    private static (int Rate, int Channels, int Bytes, ushort Code) ReadFormat(FileStream file, uint size, string path)
    {
        if (size is < 16 or > 1_024)
        {
            throw new AudioFileException(path, "its format chunk is damaged.");
        }

        Span<byte> chunk = stackalloc byte[(int)size + (int)(size & 1)];
        file.ReadExactly(chunk);
        ushort code = BinaryPrimitives.ReadUInt16LittleEndian(chunk);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]), rate = BinaryPrimitives.ReadInt32LittleEndian(chunk[4..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]);
        if (code == ExtensibleFormat && size >= 26)
        {
            code = BinaryPrimitives.ReadUInt16LittleEndian(chunk[24..]);
        }

        bool known = (code == PcmFormat && bits is 8 or 16 or 24 or 32) || (code == FloatFormat && bits == 32) || (code is ALawFormat or MuLawFormat && bits == 8);
        if (!known || channels is < 1 or > 8 || rate is < 4_000 or > 192_000)
        {
            throw new AudioFileException(path, $"it has format {code} with {bits} bits, {channels} channels at {rate} Hz.");
        }

        return (rate, channels, bits / 8, code);
    }

    private float Sample(ReadOnlySpan<byte> bytes) => _bytesPerSample switch
    {
        1 when _format == MuLawFormat => G711.DecodeMuLaw(bytes[0]) / 32_768f,
        1 when _format == ALawFormat => G711.DecodeALaw(bytes[0]) / 32_768f,
        1 => (bytes[0] - 128) / 128f,
        2 => BinaryPrimitives.ReadInt16LittleEndian(bytes) / 32_768f,
        3 => ((bytes[0] << 8) | (bytes[1] << 16) | (bytes[2] << 24)) / 2_147_483_648f,
        _ when _format == FloatFormat => Finite(BinaryPrimitives.ReadSingleLittleEndian(bytes)),
        _ => BinaryPrimitives.ReadInt32LittleEndian(bytes) / 2_147_483_648f,
    };

    private static float Finite(float sample) => float.IsFinite(sample) ? sample : 0;
}
