namespace OnnxInteraction.Vision.Jpeg;

/// <summary>Puts the components of a row of pixels together to RGB.</summary>
internal static class ColourRows
{
    // The factors of JFIF (ITU-R BT.601) in 65536ths.
    private const int RedOfCr = 91_881;
    private const int GreenOfCb = -22_554;
    private const int GreenOfCr = -46_802;
    private const int BlueOfCb = 116_130;
    private const int Half = 1 << 15;

    public static void FromGray(ReadOnlySpan<byte> gray, Span<byte> rgb)
    {
        for (int x = 0; x < gray.Length; x++)
        {
            rgb.Slice(3 * x, 3).Fill(gray[x]);
        }
    }

    public static void FromRgb(ReadOnlySpan<byte> red, ReadOnlySpan<byte> green, ReadOnlySpan<byte> blue, Span<byte> rgb)
    {
        for (int x = 0; x < red.Length; x++)
        {
            Span<byte> pixel = rgb.Slice(3 * x, 3);
            (pixel[0], pixel[1], pixel[2]) = (red[x], green[x], blue[x]);
        }
    }

    public static void FromYcc(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> blueness, ReadOnlySpan<byte> redness, Span<byte> rgb)
    {
        for (int x = 0; x < luma.Length; x++)
        {
            Span<byte> pixel = rgb.Slice(3 * x, 3);
            int y = (luma[x] << 16) + Half, cb = blueness[x] - 128, cr = redness[x] - 128;
            pixel[0] = ToByte((y + (RedOfCr * cr)) >> 16);
            pixel[1] = ToByte((y + (GreenOfCb * cb) + (GreenOfCr * cr)) >> 16);
            pixel[2] = ToByte((y + (BlueOfCb * cb)) >> 16);
        }
    }

    private static byte ToByte(int value) => (uint)value <= 255 ? (byte)value : value < 0 ? (byte)0 : (byte)255;
}
