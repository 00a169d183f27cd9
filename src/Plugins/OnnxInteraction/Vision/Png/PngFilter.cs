using InteractionCore.Model;

namespace OnnxInteraction.Vision.Png;

/// <summary>Undoes what was done to a row so that it compresses better (PNG, 9.2).</summary>
internal static class PngFilter
{
    /// <param name="row">The row as inflated; becomes the row as it was.</param>
    /// <param name="above">The row above as it was, zeros for the first.</param>
    /// <param name="unit">Bytes of a pixel, at least 1.</param>
    /// <exception cref="FrameException">There is no such filter.</exception>
    public static void Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int unit)
    {
        switch (filter)
        {
            case 0:
                break;
            case 1:
                AddLeft(row, unit);
                break;
            case 2:
                AddAbove(row, above);
                break;
            case 3:
                AddMean(row, above, unit);
                break;
            case 4:
                AddPaeth(row, above, unit);
                break;
            default:
                throw FrameLimits.Refuse($"The PNG picture is broken: a row has filter {filter}; there are 0 to 4.");
        }
    }

    private static void AddLeft(Span<byte> row, int unit)
    {
        for (int i = unit; i < row.Length; i++)
        {
            row[i] += row[i - unit];
        }
    }

    private static void AddAbove(Span<byte> row, ReadOnlySpan<byte> above)
    {
        for (int i = 0; i < row.Length; i++)
        {
            row[i] += above[i];
        }
    }

    private static void AddMean(Span<byte> row, ReadOnlySpan<byte> above, int unit)
    {
        for (int i = 0; i < row.Length; i++)
        {
            int left = i < unit ? 0 : row[i - unit];
            row[i] += (byte)((left + above[i]) / 2);
        }
    }

    private static void AddPaeth(Span<byte> row, ReadOnlySpan<byte> above, int unit)
    {
        for (int i = 0; i < row.Length; i++)
        {
            row[i] += i < unit ? above[i] : Nearest(row[i - unit], above[i], above[i - unit]);
        }
    }

    // Which of the three is nearest to left + above - corner; the first of equals.
    private static byte Nearest(byte left, byte above, byte corner)
    {
        int toLeft = Math.Abs(above - corner), toAbove = Math.Abs(left - corner), toCorner = Math.Abs(left + above - (2 * corner));
        if (toLeft <= toAbove && toLeft <= toCorner)
        {
            return left;
        }

        return toAbove <= toCorner ? above : corner;
    }
}
