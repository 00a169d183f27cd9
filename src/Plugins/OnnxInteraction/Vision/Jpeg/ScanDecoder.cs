namespace OnnxInteraction.Vision.Jpeg;

/// <summary>Goes through the blocks of one scan, in the order and with the restarts it has them.</summary>
internal ref struct ScanDecoder(JpegFrame frame, JpegTables tables, ScanHeader scan, ReadOnlySpan<byte> data, int position)
{
    private BitReader _bits = new(data, position);

    // Blocks after this one that give the band nothing new.
    private int _emptyBlocks;
    private int _unit;

    /// <summary>Decodes the scan: a sequential one into samples, a progressive one into the coefficients.</summary>
    /// <returns>The position after what was read.</returns>
    public int Decode()
    {
        for (int i = 0; i < scan.Count; i++)
        {
            scan.Component(i).LastDc = 0;
        }

        if (scan.Count == 1)
        {
            DecodeAlone(scan.Component(0));
        }
        else
        {
            DecodeInterleaved();
        }

        return _bits.Position;
    }

    private void DecodeAlone(JpegComponent component)
    {
        for (int row = 0; row < component.CodedRows; row++)
        {
            for (int column = 0; column < component.CodedColumns; column++)
            {
                BeginUnit();
                DecodeBlock(0, component, column, row);
            }
        }
    }

    private void DecodeInterleaved()
    {
        for (int unitRow = 0; unitRow < frame.UnitRows; unitRow++)
        {
            for (int unitColumn = 0; unitColumn < frame.UnitColumns; unitColumn++)
            {
                BeginUnit();
                for (int i = 0; i < scan.Count; i++)
                {
                    JpegComponent component = scan.Component(i);
                    for (int block = 0; block < component.H * component.V; block++)
                    {
                        int column = (unitColumn * component.H) + (block % component.H);
                        int row = (unitRow * component.V) + (block / component.H);
                        DecodeBlock(i, component, column, row);
                    }
                }
            }
        }
    }

    private void BeginUnit()
    {
        if (tables.RestartInterval > 0 && _unit > 0 && _unit % tables.RestartInterval == 0)
        {
            _bits.Restart(((_unit / tables.RestartInterval) - 1) & 7);
            _emptyBlocks = 0;
            for (int i = 0; i < scan.Count; i++)
            {
                scan.Component(i).LastDc = 0;
            }
        }

        _unit++;
    }

    private void DecodeBlock(int index, JpegComponent component, int column, int row)
    {
        if (!frame.IsProgressive)
        {
            Span<short> block = stackalloc short[64];
            block.Clear();
            SequentialBlock.Decode(ref _bits, tables.Dc(scan.Tables(index).Dc), tables.Ac(scan.Tables(index).Ac), component, block);
            component.Transform(column, row, block, tables.Quant(component.QuantTable));
            return;
        }

        Span<short> coefficients = component.Coefficients(column, row);
        if (scan.First == 0 && scan.Refines)
        {
            coefficients[0] |= (short)(_bits.Read(1) << scan.Low);
        }
        else if (scan.First == 0)
        {
            coefficients[0] = (short)(SequentialBlock.DecodeDc(ref _bits, tables.Dc(scan.Tables(index).Dc), component) << scan.Low);
        }
        else if (scan.Refines)
        {
            ProgressiveBlock.Refine(ref _bits, tables.Ac(scan.Tables(index).Ac), scan, coefficients, ref _emptyBlocks);
        }
        else
        {
            ProgressiveBlock.Begin(ref _bits, tables.Ac(scan.Tables(index).Ac), scan, coefficients, ref _emptyBlocks);
        }
    }
}
