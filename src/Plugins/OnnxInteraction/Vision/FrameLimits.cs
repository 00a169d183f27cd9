namespace OnnxInteraction.Vision;

/// <summary>How large a client's picture may be.</summary>
internal static class FrameLimits
{
    /// <summary>Bytes as sent: 8 MB.</summary>
    public const int EncodedBytes = 8 << 20;

    /// <summary>Pixels: 16 megapixels. 255 times as many still fit 32 bits, which <see cref="AreaResampler"/> counts on.</summary>
    public const int Pixels = 16_000_000;

    /// <summary>Pixels along the longer side.</summary>
    public const int Side = 16_384;

    /// <summary>Refuses a picture by the size its header claims, before anything of that size is allocated.</summary>
    /// <exception cref="FrameException">The size is zero or beyond a limit.</exception>
    public static void CheckSize(string format, long width, long height)
    {
        if (width < 1 || height < 1)
        {
            throw new FrameException($"The {format} picture says it is {width} x {height} pixels, which is nothing to see.");
        }

        if (width > Side || height > Side)
        {
            throw new FrameException($"The {format} picture says it is {width} x {height} pixels; a side has at most {Side}.");
        }

        if (width * height > Pixels)
        {
            throw new FrameException($"The {format} picture says it is {width} x {height} pixels; all together are at most {Pixels}.");
        }
    }
}
