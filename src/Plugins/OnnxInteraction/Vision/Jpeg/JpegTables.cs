using System.Buffers.Binary;

namespace OnnxInteraction.Vision.Jpeg;

/// <summary>What the scans of a picture are decoded with: Huffman tables, quantization tables, the restart interval.</summary>
internal sealed class JpegTables
{
    private readonly HuffmanTable[] _dc = [new(), new(), new(), new()];
    private readonly HuffmanTable[] _ac = [new(), new(), new(), new()];
    private readonly int[] _quant = new int[4 * 64];
    private readonly bool[] _quantDefined = new bool[4];

    /// <summary>Units between restart markers, 0 for none.</summary>
    public int RestartInterval { get; private set; }

    public HuffmanTable Dc(int index) => Defined(_dc[index], "DC", index);

    public HuffmanTable Ac(int index) => Defined(_ac[index], "AC", index);

    /// <summary>64 factors in natural order.</summary>
    public ReadOnlySpan<int> Quant(int index) => _quantDefined[index]
        ? _quant.AsSpan(index * 64, 64)
        : throw FrameLimits.Refuse($"The JPEG picture is broken: it has no quantization table {index}.");

    public void Forget()
    {
        RestartInterval = 0;
        Array.Clear(_quantDefined);
        for (int i = 0; i < 4; i++)
        {
            _dc[i].Forget();
            _ac[i].Forget();
        }
    }

    public void ReadHuffman(ReadOnlySpan<byte> segment)
    {
        while (!segment.IsEmpty)
        {
            int kind = segment[0] >> 4, index = segment[0] & 15, count = 0;
            if (segment.Length < 17 || kind > 1 || index > 3)
            {
                throw FrameLimits.Refuse($"The JPEG picture is broken: Huffman table 0x{segment[0]:X2} with {segment.Length} bytes left.");
            }

            foreach (byte ofLength in segment[1..17])
            {
                count += ofLength;
            }

            if (count > 256 || segment.Length < 17 + count)
            {
                throw FrameLimits.Refuse($"The JPEG picture is broken: a Huffman table of {count} codes in {segment.Length - 17} bytes.");
            }

            (kind == 0 ? _dc : _ac)[index].Define(segment[1..17], segment.Slice(17, count));
            segment = segment[(17 + count)..];
        }
    }

    public void ReadQuant(ReadOnlySpan<byte> segment)
    {
        while (!segment.IsEmpty)
        {
            int wide = segment[0] >> 4, index = segment[0] & 15, length = 1 + (64 * (wide + 1));
            if (wide > 1 || index > 3 || segment.Length < length)
            {
                throw FrameLimits.Refuse($"The JPEG picture is broken: quantization table 0x{segment[0]:X2} with {segment.Length} bytes left.");
            }

            for (int k = 0; k < 64; k++)
            {
                int factor = wide == 0 ? segment[1 + k] : BinaryPrimitives.ReadUInt16BigEndian(segment[(1 + (2 * k))..]);
                _quant[(index * 64) + InverseDct.Zigzag[k]] = factor;
            }

            _quantDefined[index] = true;
            segment = segment[length..];
        }
    }

    public void ReadRestartInterval(ReadOnlySpan<byte> segment) => RestartInterval = segment.Length == 2
        ? BinaryPrimitives.ReadUInt16BigEndian(segment)
        : throw FrameLimits.Refuse($"The JPEG picture is broken: its restart interval has {segment.Length} bytes.");

    private static HuffmanTable Defined(HuffmanTable table, string kind, int index) => table.IsDefined
        ? table
        : throw FrameLimits.Refuse($"The JPEG picture is broken: it has no {kind} Huffman table {index}.");
}
