using InteractionCore.Model;

namespace OnnxInteraction.Vision.Png;

/// <summary>The compressed pixels: what the data chunks that follow each other hold together. Reused from picture to picture.</summary>
internal sealed class PngDataStream : Stream
{
    private ReadOnlyMemory<byte> _png;
    private Range _chunk;
    private int _next;

    /// <param name="chunk">Where the first data chunk's contents are.</param>
    /// <param name="next">The position of the chunk after it.</param>
    public void Open(ReadOnlyMemory<byte> png, Range chunk, int next) => (_png, _chunk, _next) = (png, chunk, next);

    public void Forget() => _png = default;

    /// <exception cref="FrameException">The picture ends inside a chunk.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        ReadOnlySpan<byte> contents = _png.Span[_chunk];
        while (contents.IsEmpty)
        {
            var chunks = new PngChunks(_png.Span, _next);
            if (chunks.Next(out Range range) != PngChunkType.Data)
            {
                return 0;
            }

            (_chunk, _next) = (range, chunks.Position);
            contents = _png.Span[_chunk];
        }

        int count = Math.Min(buffer.Length, contents.Length);
        contents[..count].CopyTo(buffer);
        _chunk = (_chunk.Start.Value + count).._chunk.End;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
