using InteractionCore.Model;

namespace OnnxInteraction.Vision.Jpeg;

/// <summary>Decodes what one scan of a progressive picture gives to the AC coefficients of a block (T.81, G.1.2 and G.2).</summary>
internal static class ProgressiveBlock
{
    /// <summary>The first scan of a band.</summary>
    /// <param name="emptyBlocks">How many blocks from this one on the scan gives nothing to.</param>
    public static void Begin(ref BitReader bits, HuffmanTable table, ScanHeader scan, Span<short> coefficients, ref int emptyBlocks)
    {
        if (emptyBlocks > 0)
        {
            emptyBlocks--;
            return;
        }

        for (int k = scan.First; k <= scan.Last; k++)
        {
            int symbol = table.Read(ref bits), run = symbol >> 4, size = symbol & 15;
            if (size == 0 && run < 15)
            {
                emptyBlocks = (1 << run) + bits.Read(run) - 1;
                return;
            }

            k += run;
            if (k > scan.Last)
            {
                throw OverEnd(ref bits);
            }

            coefficients[InverseDct.Zigzag[k]] = (short)(bits.ReadSigned(size) << scan.Low);
        }
    }

    /// <summary>A later scan of a band: one bit more for what is known, and coefficients that begin with it.</summary>
    /// <param name="emptyBlocks">How many blocks from this one on have no coefficients that begin.</param>
    public static void Refine(ref BitReader bits, HuffmanTable table, ScanHeader scan, Span<short> coefficients, ref int emptyBlocks)
    {
        int k = scan.First;
        while (k <= scan.Last && emptyBlocks == 0)
        {
            int symbol = table.Read(ref bits), run = symbol >> 4, size = symbol & 15;
            if (size == 0 && run < 15)
            {
                emptyBlocks = (1 << run) + bits.Read(run);
                break;
            }

            int begun = size == 0 ? 0 : (bits.Read(1) == 1 ? 1 : -1) << scan.Low;
            k = RefineRun(ref bits, scan, coefficients, k, run);
            if (k > scan.Last)
            {
                throw OverEnd(ref bits);
            }

            coefficients[InverseDct.Zigzag[k]] = (short)begun;
            k++;
        }

        if (emptyBlocks > 0)
        {
            RefineRun(ref bits, scan, coefficients, k, run: 64);
            emptyBlocks--;
        }
    }

    // Passes over that many zeros, refining what is between them; stops at the zero after.
    private static int RefineRun(ref BitReader bits, ScanHeader scan, Span<short> coefficients, int k, int run)
    {
        for (; k <= scan.Last; k++)
        {
            ref short coefficient = ref coefficients[InverseDct.Zigzag[k]];
            if (coefficient == 0)
            {
                if (run == 0)
                {
                    break;
                }

                run--;
            }
            else if (bits.Read(1) == 1)
            {
                coefficient += (short)((coefficient > 0 ? 1 : -1) << scan.Low);
            }
        }

        return k;
    }

    private static FrameException OverEnd(ref BitReader bits) => FrameLimits.Refuse($"The JPEG picture is broken: a band runs over its end before byte {bits.Position}.");
}
