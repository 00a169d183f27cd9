using System.Buffers.Binary;

namespace InteractionCore.Audio;

/// <summary>Samples as a file that every listener can open.</summary>
public static class WavFile
{
    /// <summary>Bytes before the first sample.</summary>
    public const int HeaderBytes = 44;

    /// <param name="samples">One channel, 16 bit.</param>
    /// <param name="sampleRate">In Hz.</param>
    public static byte[] Encode(ReadOnlySpan<short> samples, int sampleRate)
    {
        byte[] file = new byte[HeaderBytes + (samples.Length * 2)];
        WriteHeader(file, samples.Length, sampleRate);
        for (int i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(HeaderBytes + (i * 2)), samples[i]);
        }

        return file;
    }

    /// <summary>Writes the <see cref="HeaderBytes"/> that precede the samples: one channel, 16 bit.</summary>
    /// <param name="header">At least as long.</param>
    /// <param name="samples">How many follow.</param>
    /// <param name="sampleRate">In Hz.</param>
    public static void WriteHeader(Span<byte> header, int samples, int sampleRate)
    {
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], HeaderBytes + (samples * 2) - 8);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], sampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], sampleRate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], 16);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], samples * 2);
    }
}
