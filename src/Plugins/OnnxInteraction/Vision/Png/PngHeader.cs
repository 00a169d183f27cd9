using System.Buffers.Binary;
using InteractionCore.Model;

namespace OnnxInteraction.Vision.Png;

internal enum PngColour
{
    Gray = 0,
    Rgb = 2,
    Palette = 3,
    GrayAlpha = 4,
    RgbAlpha = 6,
}

/// <summary>What the header chunk says of the picture (PNG, 11.2.1).</summary>
/// <param name="Depth">Bits per channel, or per palette index.</param>
internal readonly record struct PngHeader(int Width, int Height, int Depth, PngColour Colour, bool Interlaced)
{
    public const int Size = 13;

    public int Channels => Colour switch
    {
        PngColour.GrayAlpha => 2,
        PngColour.Rgb => 3,
        PngColour.RgbAlpha => 4,
        _ => 1,
    };

    /// <summary>What the filters count as one pixel, in bytes.</summary>
    public int FilterUnit => Math.Max(1, Channels * Depth / 8);

    /// <summary>Bytes of a row of that many pixels, without its filter byte.</summary>
    public int RowBytes(int width) => ((width * Channels * Depth) + 7) / 8;

    /// <exception cref="FrameException">The header is broken or asks for more than the limits.</exception>
    public static PngHeader Read(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length != Size)
        {
            throw FrameLimits.Refuse($"The PNG picture is broken: its header has {chunk.Length} bytes.");
        }

        uint width = BinaryPrimitives.ReadUInt32BigEndian(chunk), height = BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]);
        FrameLimits.CheckSize("PNG", width, height);
        var header = new PngHeader((int)width, (int)height, chunk[8], (PngColour)chunk[9], chunk[12] == 1);
        bool known = header.Colour switch
        {
            PngColour.Gray => header.Depth is 1 or 2 or 4 or 8 or 16,
            PngColour.Palette => header.Depth is 1 or 2 or 4 or 8,
            PngColour.Rgb or PngColour.GrayAlpha or PngColour.RgbAlpha => header.Depth is 8 or 16,
            _ => false,
        };
        return known && chunk[10] == 0 && chunk[11] == 0 && chunk[12] <= 1
            ? header
            : throw FrameLimits.Refuse($"The PNG picture is broken: colour type {chunk[9]} of {chunk[8]} bits, methods {chunk[10]}, {chunk[11]}, {chunk[12]}.");
    }
}
