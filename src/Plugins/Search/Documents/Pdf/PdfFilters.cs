using System.IO.Compression;

namespace Search.Documents.Pdf;

/// <summary>What a stream's bytes are once its filters are undone, within a budget for the whole file.</summary>
internal sealed class PdfFilters
{
    /// <summary>What a file may unpack to; a small file that becomes more is no document.</summary>
    private int _left = 64 * 1024 * 1024;

    /// <returns>Null for a filter that holds no text: pictures', and LZW, which writers gave up in the nineties.</returns>
    /// <exception cref="UnreadableException">The file unpacks to too much.</exception>
    public byte[]? Decode(byte[] data, IEnumerable<string> filters)
    {
        foreach (string filter in filters)
        {
            switch (filter)
            {
                case "FlateDecode" or "Fl":
                    data = Inflate(data);
                    break;
                case "ASCIIHexDecode" or "AHx":
                    data = new PdfLexer([(byte)'<', .. data, (byte)'>']).TryRead(out object? hex) && hex is byte[] read ? read : [];
                    break;
                case "ASCII85Decode" or "A85":
                    data = Ascii85(data);
                    break;
                default:
                    return null;
            }
        }

        return data;
    }

    private byte[] Inflate(byte[] data)
    {
        using var unpacked = new MemoryStream();
        using var stream = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
        byte[] block = new byte[16 * 1024];
        try
        {
            for (int count = stream.Read(block); count > 0; count = stream.Read(block))
            {
                _left -= count;
                if (_left < 0)
                {
                    throw new UnreadableException("it unpacks to more than 64 MB");
                }

                unpacked.Write(block, 0, count);
            }
        }
        catch (InvalidDataException)
        {
            // A stream that breaks off: what came before is text all the same.
        }

        return unpacked.ToArray();
    }

    private static byte[] Ascii85(byte[] data)
    {
        var decoded = new List<byte>();
        Span<uint> group = stackalloc uint[5];
        int filled = 0;
        foreach (byte b in data)
        {
            if (b == '~')
            {
                break;
            }

            if (b == 'z' && filled == 0)
            {
                decoded.AddRange([0, 0, 0, 0]);
            }
            else if (b is >= (byte)'!' and <= (byte)'u')
            {
                group[filled++] = (uint)(b - '!');
                if (filled == 5)
                {
                    Add(group, 4, decoded);
                    filled = 0;
                }
            }
        }

        if (filled > 1)
        {
            group[filled..].Fill(84);
            Add(group, filled - 1, decoded);
        }

        return [.. decoded];
    }

    private static void Add(ReadOnlySpan<uint> group, int count, List<byte> decoded)
    {
        uint value = 0;
        foreach (uint digit in group)
        {
            value = unchecked((value * 85) + digit);
        }

        for (int i = 0; i < count; i++)
        {
            decoded.Add((byte)(value >> (24 - (8 * i))));
        }
    }
}
