using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using InteractionCore.Model;

namespace OnnxInteraction.Vision.Png;

/// <summary>
/// Decodes PNG (ISO/IEC 15948): every colour type and depth, interlaced or not, row by row without ever holding the whole picture.
/// Gamma and colour profiles are not applied.
/// </summary>
/// <remarks>Keeps its buffers from picture to picture; only the inflater is allocated anew. Not thread-safe.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "The stream reads memory and holds nothing to release.")]
internal sealed class PngDecoder
{
    private readonly PngColours _colours = new();
    private readonly PngDataStream _data = new();
    private readonly ReusableBuffer<byte> _row = new();
    private readonly ReusableBuffer<byte> _above = new();
    private readonly ReusableBuffer<byte> _rgb = new();

    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    public static bool Recognises(ReadOnlySpan<byte> data) => data.StartsWith(Signature);

    /// <exception cref="FrameException">The picture is broken, truncated or too large.</exception>
    public void Decode(ReadOnlyMemory<byte> png, AreaResampler target)
    {
        _colours.Forget();
        try
        {
            PngHeader header = OpenData(png);
            target.Begin(header.Width, header.Height);
            using var inflated = new ZLibStream(_data, CompressionMode.Decompress, leaveOpen: true);
            foreach (PngPass pass in PngPass.Of(header))
            {
                ReadPass(inflated, header, pass, target);
            }
        }
        catch (EndOfStreamException)
        {
            throw PngChunks.Truncated(png.Length);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw FrameLimits.Refuse($"The PNG picture is broken: its pixels do not inflate ({exception.Message}).");
        }
        finally
        {
            _data.Forget();
        }
    }

    // Reads all that comes before the pixels.
    private PngHeader OpenData(ReadOnlyMemory<byte> png)
    {
        var chunks = new PngChunks(png.Span, Signature.Length);
        if (chunks.Next(out Range contents) != PngChunkType.Header)
        {
            throw FrameLimits.Refuse("The PNG picture is broken: it does not begin with its header.");
        }

        PngHeader header = PngHeader.Read(png.Span[contents]);
        while (true)
        {
            switch (chunks.Next(out contents))
            {
                case PngChunkType.Palette:
                    _colours.ReadPalette(png.Span[contents]);
                    break;
                case PngChunkType.Transparency:
                    _colours.ReadTransparency(png.Span[contents], header);
                    break;
                case PngChunkType.Data:
                    _data.Open(png, contents, chunks.Position);
                    return header;
                case PngChunkType.End:
                    throw FrameLimits.Refuse("The PNG picture is broken: it has no pixels.");
            }
        }
    }

    private void ReadPass(ZLibStream inflated, PngHeader header, PngPass pass, AreaResampler target)
    {
        int width = pass.Width(header), length = header.RowBytes(width);
        if (width == 0)
        {
            return;
        }

        // The row's filter is its first byte.
        Span<byte> row = _row.Take(1 + length), above = _above.Take(1 + length);
        Span<byte> rgb = _rgb.Take(3 * width);
        above.Clear();
        for (int y = pass.FirstRow; y < header.Height; y += pass.RowStep)
        {
            inflated.ReadExactly(row);
            PngFilter.Undo(row[0], row[1..], above[1..], header.FilterUnit);
            if (target.Wants(y))
            {
                _colours.ToRgb(header, row[1..], rgb);
                target.Add(y, rgb, pass.FirstColumn, pass.ColumnStep);
            }

            Span<byte> read = row;
            row = above;
            above = read;
        }
    }
}
