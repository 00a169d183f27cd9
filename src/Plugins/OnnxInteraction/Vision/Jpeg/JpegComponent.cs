namespace OnnxInteraction.Vision.Jpeg;

/// <summary>One colour of the picture: how it is laid out, its samples, and for a progressive picture its coefficients.</summary>
/// <remarks>Kept from picture to picture for its buffers.</remarks>
internal sealed class JpegComponent
{
    private readonly ReusableBuffer<byte> _samples = new();
    private readonly ReusableBuffer<short> _coefficients = new();

    public byte Id { get; private set; }

    /// <summary>Samples per row for every <see cref="JpegFrame.MaxH"/> of the picture's pixels, 1 to 4.</summary>
    public int H { get; private set; }

    /// <summary>The same down a column.</summary>
    public int V { get; private set; }

    public int QuantTable { get; private set; }

    /// <summary>Samples of the picture per row; what is beyond them fills up the last block.</summary>
    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>Blocks per row that hold something of the picture: what a scan of this component alone codes.</summary>
    public int CodedColumns => (Width + 7) / 8;

    public int CodedRows => (Height + 7) / 8;

    /// <summary>Blocks per row in memory: whole units of the interleaved scan.</summary>
    public int Columns { get; private set; }

    public int Rows { get; private set; }

    public int Stride => Columns * 8;

    /// <summary>The DC coefficient of the last block, which the next is told apart from.</summary>
    public int LastDc { get; set; }

    /// <summary>Per coefficient of the zigzag: the lowest bit known so far, -1 before its first scan.</summary>
    public sbyte[] KnownBits { get; } = new sbyte[64];

    public bool IsScanned { get; set; }

    public Span<byte> Samples => _samples.Take(Stride * Rows * 8);

    public void Describe(byte id, int h, int v, int quantTable)
    {
        (Id, H, V, QuantTable) = (id, h, v, quantTable);
        IsScanned = false;
        Array.Fill(KnownBits, (sbyte)-1);
    }

    /// <summary>Makes room for the samples, and for the coefficients if they come in several scans.</summary>
    public void LayOut(JpegFrame frame)
    {
        Width = ((frame.Width * H) + frame.MaxH - 1) / frame.MaxH;
        Height = ((frame.Height * V) + frame.MaxV - 1) / frame.MaxV;
        (Columns, Rows) = (frame.UnitColumns * H, frame.UnitRows * V);
        if (frame.IsProgressive)
        {
            _coefficients.Take(Columns * Rows * 64).Clear();
        }
    }

    /// <summary>The samples of a row of the picture.</summary>
    public ReadOnlySpan<byte> Row(int y) => Samples.Slice(y * Stride, Width);

    public Span<short> Coefficients(int column, int row) => _coefficients.Take(Columns * Rows * 64).Slice(((row * Columns) + column) * 64, 64);

    public void Transform(int column, int row, ReadOnlySpan<short> coefficients, ReadOnlySpan<int> quant) =>
        InverseDct.Transform(coefficients, quant, Samples[((row * 8 * Stride) + (column * 8))..], Stride);

    public void Trim()
    {
        _samples.Trim();
        _coefficients.Trim();
    }
}
