using InteractionCore.Model;

namespace OnnxInteraction.Vision.Jpeg;

/// <summary>Reads the bits of a scan: takes out the stuffed zeros after 0xFF and stops before a marker.</summary>
internal ref struct BitReader(ReadOnlySpan<byte> data, int position)
{
    private readonly ReadOnlySpan<byte> _data = data;

    // The next bit is the highest; _count bits are valid, zeros follow.
    private ulong _bits;
    private int _count;

    /// <summary>Where the byte after the buffered bits is: at a marker or the end once <see cref="Fill"/> finds no more.</summary>
    public int Position { get; private set; } = position;

    /// <summary>Buffers more than 16 bits, where the data has them.</summary>
    public void Fill()
    {
        while (_count <= 48 && Position < _data.Length)
        {
            byte next = _data[Position];
            if (next == 0xFF)
            {
                if (Position + 1 >= _data.Length || _data[Position + 1] != 0)
                {
                    return;
                }

                Position++;
            }

            Position++;
            _bits |= (ulong)next << (56 - _count);
            _count += 8;
        }
    }

    /// <summary>The next 16 bits, zeros where the data has none. They must have been filled in.</summary>
    public readonly int Peek16() => (int)(_bits >> 48);

    /// <exception cref="FrameException">The data has fewer bits.</exception>
    public void Skip(int count)
    {
        if (count > _count)
        {
            throw FrameLimits.Refuse($"The JPEG picture is truncated or broken: its pixels break off at byte {Position} of {_data.Length}.");
        }

        _bits <<= count;
        _count -= count;
    }

    /// <param name="count">0 to 16.</param>
    /// <exception cref="FrameException">The data has fewer bits.</exception>
    public int Read(int count)
    {
        if (_count < count)
        {
            Fill();
        }

        int value = Peek16() >> (16 - count);
        Skip(count);
        return value;
    }

    /// <summary>A number of <paramref name="size"/> bits whose lower half stands for negative numbers (T.81, F.2.2.1).</summary>
    public int ReadSigned(int size)
    {
        int value = Read(size);
        return size > 0 && value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
    }

    /// <summary>Continues behind the restart marker that has to come next.</summary>
    /// <param name="number">Which of the eight markers it has to be.</param>
    /// <exception cref="FrameException">Something else comes.</exception>
    public void Restart(int number)
    {
        Fill();
        while (Position + 1 < _data.Length && _data[Position] == 0xFF && _data[Position + 1] == 0xFF)
        {
            Position++;
        }

        if (Position + 1 >= _data.Length || _data[Position] != 0xFF || _data[Position + 1] != Marker.Restart0 + number)
        {
            throw FrameLimits.Refuse($"The JPEG picture is broken: byte {Position} of {_data.Length} should be restart marker {number}.");
        }

        (Position, _bits, _count) = (Position + 2, 0, 0);
    }
}
