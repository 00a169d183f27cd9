using System.Buffers.Binary;
using InteractionCore.Model;

namespace OnnxInteraction.Vision.Png;

/// <summary>Turns the pixels of a row into RGB: palettes looked up, 16 bits cut to 8, what is transparent laid over black.</summary>
internal sealed class PngColours
{
    private readonly byte[] _palette = new byte[256 * 3];
    private int _colours;

    // The one gray or colour that stands for "nothing here", -1 for none.
    private readonly int[] _clear = new int[3];

    public void Forget()
    {
        _colours = 0;
        Array.Fill(_clear, -1);
    }

    /// <exception cref="FrameException">The palette is broken.</exception>
    public void ReadPalette(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length % 3 != 0 || chunk.Length is 0 or > 256 * 3)
        {
            throw FrameLimits.Refuse($"The PNG picture is broken: its palette has {chunk.Length} bytes.");
        }

        chunk.CopyTo(_palette);
        _colours = chunk.Length / 3;
    }

    /// <exception cref="FrameException">The chunk does not fit the picture.</exception>
    public void ReadTransparency(ReadOnlySpan<byte> chunk, PngHeader header)
    {
        bool fits = header.Colour switch
        {
            PngColour.Gray => chunk.Length == 2,
            PngColour.Rgb => chunk.Length == 6,
            PngColour.Palette => chunk.Length <= _colours,
            _ => false,
        };
        if (!fits)
        {
            throw FrameLimits.Refuse($"The PNG picture is broken: {chunk.Length} bytes of transparency for colour type {(int)header.Colour}.");
        }

        if (header.Colour == PngColour.Palette)
        {
            for (int i = 0; i < chunk.Length; i++)
            {
                Darken(_palette.AsSpan(3 * i, 3), chunk[i]);
            }

            return;
        }

        for (int i = 0; i < chunk.Length / 2; i++)
        {
            _clear[i] = BinaryPrimitives.ReadUInt16BigEndian(chunk[(2 * i)..]);
        }
    }

    /// <exception cref="FrameException">A pixel has a colour that the palette lacks.</exception>
    public void ToRgb(PngHeader header, ReadOnlySpan<byte> row, Span<byte> rgb)
    {
        if (header is { Colour: PngColour.Rgb, Depth: 8 } && _clear[0] < 0)
        {
            row.CopyTo(rgb);
            return;
        }

        for (int x = 0; x < rgb.Length / 3; x++)
        {
            Span<byte> pixel = rgb.Slice(3 * x, 3);
            switch (header.Colour)
            {
                case PngColour.Palette:
                    LookUp(Sample(row, x, header.Depth)).CopyTo(pixel);
                    break;
                case PngColour.Gray:
                    int gray = Sample(row, x, header.Depth);
                    pixel.Fill(gray == _clear[0] ? (byte)0 : ToByte(gray, header.Depth));
                    break;
                case PngColour.GrayAlpha:
                    pixel.Fill(ToByte(Sample(row, 2 * x, header.Depth), header.Depth));
                    Darken(pixel, ToByte(Sample(row, (2 * x) + 1, header.Depth), header.Depth));
                    break;
                default:
                    ToRgb(header, row, x, pixel);
                    break;
            }
        }
    }

    private void ToRgb(PngHeader header, ReadOnlySpan<byte> row, int x, Span<byte> pixel)
    {
        int first = x * header.Channels, depth = header.Depth;
        int red = Sample(row, first, depth), green = Sample(row, first + 1, depth), blue = Sample(row, first + 2, depth);
        (pixel[0], pixel[1], pixel[2]) = (ToByte(red, depth), ToByte(green, depth), ToByte(blue, depth));
        if (header.Colour == PngColour.RgbAlpha)
        {
            Darken(pixel, ToByte(Sample(row, first + 3, depth), depth));
        }
        else if (red == _clear[0] && green == _clear[1] && blue == _clear[2])
        {
            pixel.Clear();
        }
    }

    private ReadOnlySpan<byte> LookUp(int index) => index < _colours
        ? _palette.AsSpan(3 * index, 3)
        : throw FrameLimits.Refuse($"The PNG picture is broken: a pixel has colour {index} of {_colours}.");

    private static int Sample(ReadOnlySpan<byte> row, int index, int depth) => depth switch
    {
        8 => row[index],
        16 => BinaryPrimitives.ReadUInt16BigEndian(row[(2 * index)..]),
        _ => (row[index * depth / 8] >> (8 - depth - (index * depth % 8))) & ((1 << depth) - 1),
    };

    private static byte ToByte(int sample, int depth) => depth switch
    {
        8 => (byte)sample,
        16 => (byte)(sample >> 8),
        _ => (byte)(sample * 255 / ((1 << depth) - 1)),
    };

    private static void Darken(Span<byte> pixel, byte alpha)
    {
        if (alpha < 255)
        {
            foreach (ref byte channel in pixel)
            {
                channel = (byte)(((channel * alpha) + 127) / 255);
            }
        }
    }
}
