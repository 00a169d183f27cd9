namespace OnnxInteraction.Vision.Jpeg;

/// <summary>Decodes a block that comes whole (T.81, F.2.2).</summary>
internal static class SequentialBlock
{
    /// <param name="coefficients">64 zeros; receives the coefficients in natural order.</param>
    public static void Decode(ref BitReader bits, HuffmanTable dc, HuffmanTable ac, JpegComponent component, scoped Span<short> coefficients)
    {
        coefficients[0] = (short)DecodeDc(ref bits, dc, component);
        for (int k = 1; k < 64; k++)
        {
            int symbol = ac.Read(ref bits), run = symbol >> 4, size = symbol & 15;
            if (size == 0 && run < 15)
            {
                return;
            }

            k += run;
            if (k > 63)
            {
                throw FrameLimits.Refuse($"The JPEG picture is broken: a block runs over its end before byte {bits.Position}.");
            }

            coefficients[InverseDct.Zigzag[k]] = (short)bits.ReadSigned(size);
        }
    }

    /// <summary>The DC coefficient: what is coded is its difference from the last block's.</summary>
    public static int DecodeDc(ref BitReader bits, HuffmanTable table, JpegComponent component)
    {
        int size = table.Read(ref bits);
        if (size > 15)
        {
            throw FrameLimits.Refuse($"The JPEG picture is broken: a difference of {size} bits before byte {bits.Position}.");
        }

        component.LastDc += bits.ReadSigned(size);
        return component.LastDc;
    }
}
