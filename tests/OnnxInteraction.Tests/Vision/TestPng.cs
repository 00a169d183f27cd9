using System.Buffers.Binary;
using System.IO.Compression;

namespace OnnxInteraction.Tests.Vision;

/// <summary>Writes PNGs, right ones and wrong ones.</summary>
internal static class TestPng
{
    private static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <param name="rgb">Pixels, row by row, 3 bytes each.</param>
    public static byte[] Encode(int width, int height, ReadOnlySpan<byte> rgb)
    {
        var rows = new byte[height * ((3 * width) + 1)];
        for (int y = 0; y < height; y++)
        {
            rgb.Slice(y * 3 * width, 3 * width).CopyTo(rows.AsSpan((y * ((3 * width) + 1)) + 1));
        }

        return File(width, height, Deflate(rows));
    }

    /// <summary>A picture of 8-bit RGB with this as its compressed pixels.</summary>
    public static byte[] File(int width, int height, byte[] data)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        return [.. Signature, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, data), .. Chunk("IEND"u8, [])];
    }

    public static byte[] Deflate(byte[] bytes)
    {
        using var deflated = new MemoryStream();
        using (var stream = new ZLibStream(deflated, CompressionLevel.Fastest))
        {
            stream.Write(bytes);
        }

        return deflated.ToArray();
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] contents)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, contents.Length);
        return [.. length, .. type, .. contents, 0, 0, 0, 0];
    }
}
