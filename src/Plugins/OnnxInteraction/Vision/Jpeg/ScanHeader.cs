using InteractionCore.Model;

namespace OnnxInteraction.Vision.Jpeg;

/// <summary>What a scan holds: of which components which coefficients, down to which bit (T.81, B.2.3).</summary>
internal sealed class ScanHeader
{
    private readonly JpegComponent[] _components = new JpegComponent[3];
    private readonly (int Dc, int Ac)[] _tables = new (int, int)[3];

    public int Count { get; private set; }

    /// <summary>The first coefficient of the zigzag.</summary>
    public int First { get; private set; }

    public int Last { get; private set; }

    /// <summary>The lowest bit the scan gives.</summary>
    public int Low { get; private set; }

    /// <summary>Whether earlier scans gave the bits above <see cref="Low"/>.</summary>
    public bool Refines { get; private set; }

    public JpegComponent Component(int index) => _components[index];

    public (int Dc, int Ac) Tables(int index) => _tables[index];

    /// <exception cref="FrameException">The header is broken, or the scan repeats what an earlier one gave.</exception>
    public void Read(ReadOnlySpan<byte> header, JpegFrame frame)
    {
        Count = header.IsEmpty ? 0 : header[0];
        if (Count < 1 || Count > frame.Components.Length || header.Length != 4 + (2 * Count))
        {
            throw FrameLimits.Refuse($"The JPEG picture is broken: a scan of {Count} of its {frame.Components.Length} components.");
        }

        for (int i = 0; i < Count; i++)
        {
            _components[i] = Find(header[1 + (2 * i)], frame.Components, i);
            _tables[i] = (header[2 + (2 * i)] >> 4, header[2 + (2 * i)] & 15);
            if (_tables[i].Dc > 3 || _tables[i].Ac > 3)
            {
                throw FrameLimits.Refuse($"The JPEG picture is broken: a scan with Huffman tables 0x{header[2 + (2 * i)]:X2}.");
            }
        }

        if (frame.IsProgressive)
        {
            ReadProgression(header[(1 + (2 * Count))..]);
        }
        else
        {
            (First, Last, Low, Refines) = (0, 63, 0, false);
        }

        MarkKnown(frame.IsProgressive);
    }

    private JpegComponent Find(byte id, ReadOnlySpan<JpegComponent> components, int before)
    {
        foreach (JpegComponent component in components)
        {
            if (component.Id == id && !_components.AsSpan(0, before).Contains(component))
            {
                return component;
            }
        }

        throw FrameLimits.Refuse($"The JPEG picture is broken: a scan of component {id}, which it does not have.");
    }

    private void ReadProgression(ReadOnlySpan<byte> band)
    {
        int high = band[2] >> 4;
        (First, Last, Low, Refines) = (band[0], band[1], band[2] & 15, high > 0);
        bool isDc = First == 0 && Last == 0, isAc = First > 0 && First <= Last && Last < 64 && Count == 1;
        if (!(isDc || isAc) || Low > 13 || (Refines && high != Low + 1))
        {
            throw FrameLimits.Refuse($"The JPEG picture is broken: a scan of {Count} components' coefficients {First} to {Last}, bits {high} to {Low}.");
        }
    }

    // Each bit of each coefficient comes once, which also bounds how often a picture can be gone through.
    private void MarkKnown(bool isProgressive)
    {
        foreach (JpegComponent component in _components.AsSpan(0, Count))
        {
            foreach (ref sbyte known in component.KnownBits.AsSpan(First..(Last + 1)))
            {
                if (known != (Refines ? Low + 1 : -1))
                {
                    throw FrameLimits.Refuse($"The JPEG picture is broken: a scan repeats or skips bits of component {component.Id}.");
                }

                known = (sbyte)Low;
            }

            component.IsScanned |= !isProgressive || First == 0;
        }
    }
}
