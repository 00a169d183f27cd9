namespace OnnxInteraction.Vision.Jpeg;

/// <summary>
/// Gives a component of fewer samples one for every pixel: where there are half as many, three parts of the nearer and one of the
/// farther sample, as JPEG's centred samples ask for; elsewhere the nearest.
/// </summary>
internal sealed class ChromaUpsampler
{
    private readonly ReusableBuffer<byte> _row = new();
    private readonly ReusableBuffer<short> _sums = new();

    /// <summary>The component's samples for a row of pixels; valid until the next call.</summary>
    public ReadOnlySpan<byte> Row(JpegFrame frame, JpegComponent component, int y)
    {
        int timesWide = frame.MaxH / component.H, timesHigh = frame.MaxV / component.V;
        if (frame.MaxH == component.H && frame.MaxV == component.V)
        {
            return component.Row(y);
        }

        // Other decoders mix no further either; sampling by 2/3 is nobody's.
        bool isHalf = frame.MaxH == timesWide * component.H && frame.MaxV == timesHigh * component.V && timesWide <= 2 && timesHigh <= 2;
        bool mixes = isHalf && (timesWide == 1 || component.Width > 2);
        bool mixesRows = mixes && timesHigh == 2;
        Span<byte> row = _row.Take(frame.Width);
        Span<short> sums = SumRows(component, y * component.V / frame.MaxV, mixesRows ? (2 * (y & 1)) - 1 : 0);
        if (mixes && timesWide == 2)
        {
            Widen(sums, row, mixesRows ? (8, 7) : (4, 8));
        }
        else
        {
            Repeat(sums, row, component.H, frame.MaxH, 1 + (y & 1));
        }

        return row;
    }

    // Four parts in all: three of the near row and one of the row that lies toFar from it.
    private Span<short> SumRows(JpegComponent component, int near, int toFar)
    {
        Span<short> sums = _sums.Take(component.Width);
        ReadOnlySpan<byte> nearRow = component.Row(near), farRow = component.Row(Math.Clamp(near + toFar, 0, component.Height - 1));
        for (int x = 0; x < sums.Length; x++)
        {
            sums[x] = (short)((3 * nearRow[x]) + farRow[x]);
        }

        return sums;
    }

    // What is added before rounding differs from pixel to pixel, so that the whole picture gets no brighter.
    private static void Widen(ReadOnlySpan<short> sums, Span<byte> row, (int Left, int Right) rounding)
    {
        int last = sums.Length - 1;
        for (int i = 0; i <= last; i++)
        {
            int x = 2 * i, nearer = 3 * sums[i];
            row[x] = (byte)((nearer + sums[Math.Max(i - 1, 0)] + rounding.Left) >> 4);
            if (x + 1 < row.Length)
            {
                row[x + 1] = (byte)((nearer + sums[Math.Min(i + 1, last)] + rounding.Right) >> 4);
            }
        }
    }

    private static void Repeat(ReadOnlySpan<short> sums, Span<byte> row, int samples, int pixels, int rounding)
    {
        for (int x = 0; x < row.Length; x++)
        {
            row[x] = (byte)((sums[x * samples / pixels] + rounding) >> 2);
        }
    }
}
