using System.Buffers.Binary;
using InteractionCore.Model;

namespace OnnxInteraction.Vision.Png;

/// <summary>Walks from chunk to chunk. Check sums are not compared: the transport has its own.</summary>
internal ref struct PngChunks(ReadOnlySpan<byte> data, int position)
{
    private readonly ReadOnlySpan<byte> _data = data;

    /// <summary>Of the next chunk.</summary>
    public int Position { get; private set; } = position;

    /// <summary>The next chunk's type, four characters as a number, see <see cref="PngChunkType"/>.</summary>
    /// <exception cref="FrameException">The data ends before the chunk does.</exception>
    public uint Next(out Range contents)
    {
        const int Around = 12;
        if (Position + Around > _data.Length)
        {
            throw Truncated(_data.Length);
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(_data[Position..]);
        uint type = BinaryPrimitives.ReadUInt32BigEndian(_data[(Position + 4)..]);
        if (length > (uint)(_data.Length - Position - Around))
        {
            throw Truncated(_data.Length);
        }

        int start = Position + 8;
        contents = start..(start + (int)length);
        Position += Around + (int)length;
        return type;
    }

    public static FrameException Truncated(int length) => FrameLimits.Refuse($"The PNG picture is truncated: its {length} bytes end before the picture does.");
}

internal static class PngChunkType
{
    public const uint Header = 0x49484452;
    public const uint Palette = 0x504C5445;
    public const uint Transparency = 0x74524E53;
    public const uint Data = 0x49444154;
    public const uint End = 0x49454E44;
}
