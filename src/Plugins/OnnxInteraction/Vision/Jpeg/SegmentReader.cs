using System.Buffers.Binary;
using InteractionCore.Model;

namespace OnnxInteraction.Vision.Jpeg;

/// <summary>Walks from marker to marker.</summary>
internal ref struct SegmentReader(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;

    public readonly ReadOnlySpan<byte> Data => _data;

    /// <summary>Of the next byte. A scan moves it behind its bits.</summary>
    public int Position { get; set; }

    /// <summary>The next marker; what stands before it is skipped.</summary>
    /// <param name="contents">What the segment holds behind its length; empty for a marker that stands alone.</param>
    /// <exception cref="FrameException">The data ends before a marker or inside its segment.</exception>
    public byte Next(out ReadOnlySpan<byte> contents)
    {
        byte marker = NextMarker();
        contents = default;
        if (!Marker.IsBare(marker))
        {
            if (Position + 2 > _data.Length)
            {
                throw Truncated();
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(_data[Position..]);
            if (length < 2)
            {
                throw FrameLimits.Refuse($"The JPEG picture is broken: segment 0x{marker:X2} before byte {Position} has a length of {length}.");
            }

            if (Position + length > _data.Length)
            {
                throw Truncated();
            }

            contents = _data[(Position + 2)..(Position + length)];
            Position += length;
        }

        return marker;
    }

    private byte NextMarker()
    {
        while (Position < _data.Length)
        {
            int found = _data[Position..].IndexOf((byte)0xFF);
            if (found < 0)
            {
                break;
            }

            Position += found;
            int end = _data[Position..].IndexOfAnyExcept((byte)0xFF);
            if (end < 0)
            {
                break;
            }

            Position += end + 1;
            if (_data[Position - 1] != 0)
            {
                return _data[Position - 1];
            }
        }

        throw Truncated();
    }

    private readonly FrameException Truncated() => FrameLimits.Refuse($"The JPEG picture is truncated: its {_data.Length} bytes end before the picture does.");
}
