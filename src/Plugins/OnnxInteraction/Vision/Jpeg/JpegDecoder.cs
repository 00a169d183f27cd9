using InteractionCore.Model;

namespace OnnxInteraction.Vision.Jpeg;

/// <summary>
/// Decodes JPEG (ITU-T T.81 and T.871): baseline, extended and progressive, Huffman-coded, 8 bits, gray or in colour. A broken or
/// truncated picture is refused, not guessed at. Orientation and colour profiles are not applied.
/// </summary>
/// <remarks>Keeps its buffers from picture to picture. Not thread-safe.</remarks>
internal sealed class JpegDecoder
{
    // Up to 144 MB pass through memory for 16 megapixels; pictures of more than this take turns in the whole process.
    private const int LargePixels = 2_000_000;

    // Encoders write ten or so; each goes through all blocks of the picture.
    private const int MaxScans = 64;

    private static readonly Lock LargePicture = new();

    private readonly JpegFrame _frame = new();
    private readonly JpegTables _tables = new();
    private readonly ColourSpace _colours = new();
    private readonly ScanHeader _scan = new();
    private readonly ChromaUpsampler[] _rows = [new(), new(), new()];
    private readonly ReusableBuffer<byte> _rgb = new();

    private static ReadOnlySpan<byte> Start => [0xFF, Marker.StartOfImage, 0xFF];

    public static bool Recognises(ReadOnlySpan<byte> data) => data.StartsWith(Start);

    /// <exception cref="FrameException">The picture is broken, truncated, too large or of a kind that is not read.</exception>
    public void Decode(ReadOnlySpan<byte> data, AreaResampler target)
    {
        _frame.Forget();
        _tables.Forget();
        _colours.Forget();
        var segments = new SegmentReader(data);
        ReadSegments(ref segments);
        try
        {
            if (_frame.Width * _frame.Height <= LargePixels)
            {
                DecodeScans(ref segments, target);
            }
            else
            {
                lock (LargePicture)
                {
                    DecodeScans(ref segments, target);
                }
            }
        }
        finally
        {
            _frame.Trim();
        }
    }

    private void DecodeScans(ref SegmentReader segments, AreaResampler target)
    {
        _frame.LayOut();
        int scans = 0;
        do
        {
            if (++scans > MaxScans)
            {
                throw FrameLimits.Refuse($"The JPEG picture has more than {MaxScans} scans.");
            }

            var scan = new ScanDecoder(_frame, _tables, _scan, segments.Data, segments.Position);
            segments.Position = scan.Decode();
        }
        while (!IsComplete() && ReadSegments(ref segments));

        if (_frame.IsProgressive)
        {
            TransformAll();
        }

        Show(target);
    }

    /// <summary>Reads on to the next scan.</summary>
    /// <returns>False at the picture's end.</returns>
    private bool ReadSegments(ref SegmentReader segments)
    {
        while (true)
        {
            byte marker = segments.Next(out ReadOnlySpan<byte> segment);
            switch (marker)
            {
                case Marker.QuantTables:
                    _tables.ReadQuant(segment);
                    break;
                case Marker.HuffmanTables:
                    _tables.ReadHuffman(segment);
                    break;
                case Marker.RestartInterval:
                    _tables.ReadRestartInterval(segment);
                    break;
                case Marker.App0 or Marker.App14:
                    _colours.ReadApp(marker, segment);
                    break;
                case >= Marker.FrameBaseline and <= Marker.FrameLast and not Marker.Extension and not Marker.ArithmeticConditions:
                    _frame.Read(marker, segment);
                    break;
                case Marker.StartOfScan:
                    _scan.Read(segment, _frame);
                    return true;
                case Marker.EndOfImage when EveryComponentScanned():
                    return false;
                case Marker.EndOfImage:
                    throw FrameLimits.Refuse($"The JPEG picture is broken: it ends at byte {segments.Position} without the scans of all its components.");
            }
        }
    }

    // A sequential picture is complete with the last component; a progressive one may always go on.
    private bool IsComplete() => !_frame.IsProgressive && EveryComponentScanned();

    private bool EveryComponentScanned()
    {
        bool all = _frame.Components.Length > 0;
        foreach (JpegComponent component in _frame.Components)
        {
            all &= component.IsScanned;
        }

        return all;
    }

    private void TransformAll()
    {
        foreach (JpegComponent component in _frame.Components)
        {
            ReadOnlySpan<int> quant = _tables.Quant(component.QuantTable);
            for (int row = 0; row < component.CodedRows; row++)
            {
                for (int column = 0; column < component.CodedColumns; column++)
                {
                    component.Transform(column, row, component.Coefficients(column, row), quant);
                }
            }
        }
    }

    private void Show(AreaResampler target)
    {
        target.Begin(_frame.Width, _frame.Height);
        Span<byte> rgb = _rgb.Take(3 * _frame.Width);
        bool isRgb = _colours.IsRgb(_frame.Components);
        for (int y = 0; y < _frame.Height; y++)
        {
            if (!target.Wants(y))
            {
                continue;
            }

            ReadOnlySpan<JpegComponent> components = _frame.Components;
            ReadOnlySpan<byte> first = _rows[0].Row(_frame, components[0], y);
            if (components.Length == 1)
            {
                ColourRows.FromGray(first, rgb);
            }
            else if (isRgb)
            {
                ColourRows.FromRgb(first, _rows[1].Row(_frame, components[1], y), _rows[2].Row(_frame, components[2], y), rgb);
            }
            else
            {
                ColourRows.FromYcc(first, _rows[1].Row(_frame, components[1], y), _rows[2].Row(_frame, components[2], y), rgb);
            }

            target.Add(y, rgb);
        }
    }
}
