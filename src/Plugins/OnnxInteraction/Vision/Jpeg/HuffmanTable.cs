using InteractionCore.Model;

namespace OnnxInteraction.Vision.Jpeg;

/// <summary>Codes of up to 16 bits for symbols of a byte: short codes by looking them up, long ones by comparing.</summary>
internal sealed class HuffmanTable
{
    private const int LookupBits = 9;

    // Length * 256 + symbol for every beginning of LookupBits bits; 0 where the code is longer or none.
    private readonly ushort[] _lookup = new ushort[1 << LookupBits];
    private readonly byte[] _symbols = new byte[256];

    // Per length: the first code beyond those of this length, and what turns a code into its symbol's index.
    private readonly int[] _limits = new int[17];
    private readonly int[] _offsets = new int[17];

    public bool IsDefined { get; private set; }

    public void Forget() => IsDefined = false;

    /// <summary>Takes a table over from its segment (T.81, B.2.4.2 and annex C).</summary>
    /// <param name="counts">16 bytes: how many codes there are of 1 to 16 bits.</param>
    /// <param name="symbols">As many symbols as the counts add up to, 256 at most.</param>
    /// <exception cref="FrameException">There are more codes of a length than the length allows.</exception>
    public void Define(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        IsDefined = false;
        Array.Clear(_lookup);
        symbols.CopyTo(_symbols);
        int code = 0, index = 0;
        for (int length = 1; length <= 16; length++)
        {
            int count = counts[length - 1];
            if (code + count > 1 << length)
            {
                throw FrameLimits.Refuse($"The JPEG picture is broken: a Huffman table has {count} codes of {length} bits, where {(1 << length) - code} are left.");
            }

            _offsets[length] = index - code;
            for (int i = 0; i < count; i++, code++, index++)
            {
                AddToLookup(code, length, symbols[index]);
            }

            _limits[length] = code;
            code <<= 1;
        }

        IsDefined = true;
    }

    private void AddToLookup(int code, int length, byte symbol)
    {
        int free = LookupBits - length;
        if (free >= 0)
        {
            _lookup.AsSpan(code << free, 1 << free).Fill((ushort)((length << 8) | symbol));
        }
    }

    /// <exception cref="FrameException">The bits are no code of the table, or there are too few.</exception>
    public byte Read(ref BitReader bits)
    {
        bits.Fill();
        int next = bits.Peek16();
        int entry = _lookup[next >> (16 - LookupBits)];
        if (entry != 0)
        {
            bits.Skip(entry >> 8);
            return (byte)entry;
        }

        for (int length = LookupBits + 1; length <= 16; length++)
        {
            int code = next >> (16 - length);
            if (code < _limits[length])
            {
                bits.Skip(length);
                return _symbols[_offsets[length] + code];
            }
        }

        throw FrameLimits.Refuse($"The JPEG picture is broken: the bits before byte {bits.Position} are not in its Huffman table.");
    }
}
