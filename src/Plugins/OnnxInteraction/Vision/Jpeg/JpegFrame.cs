using System.Buffers.Binary;
using InteractionCore.Model;

namespace OnnxInteraction.Vision.Jpeg;

/// <summary>What the frame header says: the picture's size and how its components are sampled (T.81, B.2.2).</summary>
/// <remarks>Kept from picture to picture for the buffers of its components.</remarks>
internal sealed class JpegFrame
{
    private readonly JpegComponent[] _components = [new(), new(), new()];

    public int Width { get; private set; }

    public int Height { get; private set; }

    public bool IsProgressive { get; private set; }

    public int MaxH { get; private set; }

    public int MaxV { get; private set; }

    /// <summary>Units (the blocks of all components that belong together) per row.</summary>
    public int UnitColumns { get; private set; }

    public int UnitRows { get; private set; }

    /// <summary>One for a grey picture, three for one in colour, none before <see cref="Read"/>.</summary>
    public ReadOnlySpan<JpegComponent> Components => _components.AsSpan(0, Count);

    private int Count { get; set; }

    public void Forget() => Count = 0;

    /// <exception cref="FrameException">The header is broken, the picture too large, or of a kind that is not read.</exception>
    public void Read(byte marker, ReadOnlySpan<byte> header)
    {
        if (Count > 0)
        {
            throw FrameLimits.Refuse("The JPEG picture is broken: it has two frame headers.");
        }

        if (marker is not (Marker.FrameBaseline or Marker.FrameExtended or Marker.FrameProgressive))
        {
            throw FrameLimits.Refuse($"The JPEG picture has frame type 0x{marker:X2} (lossless, hierarchical or arithmetic); baseline and progressive are read.");
        }

        if (header.Length < 6 || header.Length != 6 + (3 * header[5]))
        {
            throw FrameLimits.Refuse($"The JPEG picture is broken: its frame header has {header.Length} bytes.");
        }

        if (header[0] != 8 || header[5] is not (1 or 3))
        {
            throw FrameLimits.Refuse($"The JPEG picture has {header[5]} components of {header[0]} bits; 1 (gray) or 3 (colour) of 8 bits are read.");
        }

        IsProgressive = marker == Marker.FrameProgressive;
        Height = BinaryPrimitives.ReadUInt16BigEndian(header[1..]);
        Width = BinaryPrimitives.ReadUInt16BigEndian(header[3..]);
        FrameLimits.CheckSize("JPEG", Width, Height);
        ReadComponents(header[6..]);
    }

    /// <summary>Makes room for the picture that <see cref="Read"/> has found.</summary>
    public void LayOut()
    {
        foreach (JpegComponent component in Components)
        {
            component.LayOut(this);
        }
    }

    public void Trim()
    {
        foreach (JpegComponent component in _components)
        {
            component.Trim();
        }
    }

    private void ReadComponents(ReadOnlySpan<byte> descriptions)
    {
        int count = descriptions.Length / 3;
        (MaxH, MaxV) = (1, 1);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> bytes = descriptions.Slice(3 * i, 3);
            int h = bytes[1] >> 4, v = bytes[1] & 15;
            if (h is < 1 or > 4 || v is < 1 or > 4 || bytes[2] > 3)
            {
                throw FrameLimits.Refuse($"The JPEG picture is broken: component {bytes[0]} is sampled {h} x {v} with quantization table {bytes[2]}.");
            }

            // Alone, a component's factors compare with nothing.
            (h, v) = count == 1 ? (1, 1) : (h, v);
            (MaxH, MaxV) = (Math.Max(MaxH, h), Math.Max(MaxV, v));
            _components[i].Describe(bytes[0], h, v, bytes[2]);
        }

        UnitColumns = (Width + (8 * MaxH) - 1) / (8 * MaxH);
        UnitRows = (Height + (8 * MaxV) - 1) / (8 * MaxV);
        Count = count;
    }
}
