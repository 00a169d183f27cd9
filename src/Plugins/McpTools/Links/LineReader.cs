using System.Buffers;

namespace McpTools.Links;

/// <summary>Reads the lines a foreign program writes, however long it makes them.</summary>
internal static class LineReader
{
    private const int ChunkBytes = 16 * 1024;

    /// <summary>Yields each line without its end; of a line longer than <paramref name="maxBytes"/>, its beginning. Valid until the next.</summary>
    public static async IAsyncEnumerable<Line> ReadLinesAsync(Stream stream, int maxBytes)
    {
        var chunk = new byte[ChunkBytes];
        var line = new ArrayBufferWriter<byte>();
        bool whole = true;
        while (await stream.ReadAsync(chunk) is > 0 and var read)
        {
            for (int start = 0; start < read;)
            {
                int end = Array.IndexOf(chunk, (byte)'\n', start, read - start);
                ReadOnlySpan<byte> piece = chunk.AsSpan(start, (end < 0 ? read : end) - start);
                int room = Math.Min(piece.Length, maxBytes - line.WrittenCount);
                line.Write(piece[..room]);
                whole &= room == piece.Length;
                start += piece.Length + 1;
                if (end >= 0)
                {
                    yield return new Line(line.WrittenMemory, whole);
                    line.ResetWrittenCount();
                    whole = true;
                }
            }
        }

        if (line.WrittenCount > 0)
        {
            yield return new Line(line.WrittenMemory, whole);
        }
    }
}

/// <param name="Bytes">UTF-8, as a rule.</param>
/// <param name="Whole">False when it was longer.</param>
internal readonly record struct Line(ReadOnlyMemory<byte> Bytes, bool Whole);
