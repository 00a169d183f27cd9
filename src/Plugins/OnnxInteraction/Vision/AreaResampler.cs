namespace OnnxInteraction.Vision;

/// <summary>
/// Takes a picture pixel row by pixel row and gives the small one: each target pixel is the mean of the part of the source it covers,
/// in whole numbers, rounded half up. The source is cut around its centre to the target's shape first. A source pixel larger than a
/// target pixel is repeated, and mixed only where a target pixel spans its edge.
/// </summary>
/// <remarks>
/// Lengths are counted so that nothing is fractional: along an axis of n source pixels and m target pixels, a source pixel is m long
/// and a target pixel n. Rows may come in any order and in pieces, each pixel once. Not thread-safe.
/// </remarks>
internal sealed class AreaResampler
{
    private readonly uint[] _sums;
    private readonly uint[] _rowSums;
    private int[] _targets = [];
    private int[] _lefts = [];
    private (int Width, int Height) _source;
    private int _left;
    private int _top;
    private int _cutWidth;
    private int _cutHeight;

    public AreaResampler(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        (Width, Height) = (width, height);
        _sums = new uint[width * height * 3];
        _rowSums = new uint[width * 3];
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Starts a picture of this size, which is within <see cref="FrameLimits"/>.</summary>
    public void Begin(int width, int height)
    {
        Array.Clear(_sums);
        if (_source != (width, height))
        {
            _source = (width, height);
            (_cutWidth, _cutHeight) = Cut(width, height);
            (_left, _top) = ((width - _cutWidth) / 2, (height - _cutHeight) / 2);
            LayOutColumns();
        }
    }

    /// <summary>Whether anything of this source row is inside the cut.</summary>
    public bool Wants(int y) => (uint)(y - _top) < (uint)_cutHeight;

    /// <summary>Adds the pixels <paramref name="first"/>, first + <paramref name="step"/>, … of source row <paramref name="y"/>.</summary>
    /// <param name="rgb">The pixels, 3 bytes each.</param>
    public void Add(int y, ReadOnlySpan<byte> rgb, int first = 0, int step = 1)
    {
        if (Wants(y))
        {
            Array.Clear(_rowSums);
            AddColumns(rgb, first, step);
            AddRow(y - _top);
        }
    }

    public void Finish(Span<byte> rgb)
    {
        uint area = (uint)_cutWidth * (uint)_cutHeight;
        for (int i = 0; i < _sums.Length; i++)
        {
            rgb[i] = (byte)((_sums[i] + (area / 2)) / area);
        }
    }

    private (int Width, int Height) Cut(int width, int height)
    {
        long fullWidth = (long)width * Height, fullHeight = (long)height * Width;
        return fullWidth > fullHeight
            ? ((int)Math.Max(1, (fullHeight + (Height / 2)) / Height), height)
            : (width, (int)Math.Max(1, (fullWidth + (Width / 2)) / Width));
    }

    // For each source column: the target column it begins in, and how much of that one is left there.
    private void LayOutColumns()
    {
        if (_targets.Length < _cutWidth)
        {
            _targets = new int[_cutWidth];
            _lefts = new int[_cutWidth];
        }

        for (int x = 0; x < _cutWidth; x++)
        {
            int start = x * Width;
            _targets[x] = start / _cutWidth;
            _lefts[x] = ((_targets[x] + 1) * _cutWidth) - start;
        }
    }

    private void AddColumns(ReadOnlySpan<byte> rgb, int first, int step)
    {
        int x = first - _left;
        for (int i = 0; i + 2 < rgb.Length; i += 3, x += step)
        {
            if ((uint)x >= (uint)_cutWidth)
            {
                continue;
            }

            (uint red, uint green, uint blue) = (rgb[i], rgb[i + 1], rgb[i + 2]);
            int target = _targets[x] * 3, left = _lefts[x];
            for (int remaining = Width; remaining > 0; left = _cutWidth)
            {
                uint part = (uint)Math.Min(remaining, left);
                Span<uint> sums = _rowSums.AsSpan(target, 3);
                sums[0] += part * red;
                sums[1] += part * green;
                sums[2] += part * blue;
                remaining -= (int)part;
                target += 3;
            }
        }
    }

    private void AddRow(int y)
    {
        int start = y * Height, end = start + Height;
        for (int target = start / _cutHeight; target * _cutHeight < end; target++)
        {
            uint part = (uint)(Math.Min(end, (target + 1) * _cutHeight) - Math.Max(start, target * _cutHeight));
            Span<uint> sums = _sums.AsSpan(target * _rowSums.Length, _rowSums.Length);
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += part * _rowSums[i];
            }
        }
    }
}
