using System.Buffers.Binary;

namespace InteractionCore.Audio;

/// <summary>Samples as a file that every listener can open.</summary>
public static class WavFile
{
    private const int HeaderBytes = 44;

    /// <param name="samples">One channel, 16 bit.</param>
    /// <param name="sampleRate">In Hz.</param>
    public static byte[] Encode(ReadOnlySpan<short> samples, int sampleRate)
    {
        byte[] file = new byte[HeaderBytes + (samples.Length * 2)];
        Span<byte> header = file;
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], file.Length - 8);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], sampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], sampleRate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], 16);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], samples.Length * 2);
        for (int i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(header[(HeaderBytes + (i * 2))..], samples[i]);
        }

        return file;
    }
}
