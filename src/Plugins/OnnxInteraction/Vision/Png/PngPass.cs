namespace OnnxInteraction.Vision.Png;

/// <summary>Which pixels a pass over the picture gives: every so many columns and rows from a first one on (PNG, 8.2).</summary>
internal readonly record struct PngPass(int FirstColumn, int ColumnStep, int FirstRow, int RowStep)
{
    private static readonly PngPass[] Whole = [new(0, 1, 0, 1)];

    private static readonly PngPass[] Adam7 =
    [
        new(0, 8, 0, 8), new(4, 8, 0, 8), new(0, 4, 4, 8), new(2, 4, 0, 4), new(0, 2, 2, 4), new(1, 2, 0, 2), new(0, 1, 1, 2),
    ];

    public static ReadOnlySpan<PngPass> Of(PngHeader header) => header.Interlaced ? Adam7 : Whole;

    /// <summary>Pixels per row, 0 where the picture is too narrow for the pass.</summary>
    public int Width(PngHeader header) => Math.Max(0, (header.Width - FirstColumn + ColumnStep - 1) / ColumnStep);
}
