using InteractionCore.Model;

namespace OnnxInteraction.Vision;

/// <summary>How large a client's picture may be.</summary>
internal static class FrameLimits
{
    /// <summary>What every refusal ends with.</summary>
    public const string NextMove = "Send JPEG or PNG of at most 16 megapixels and 8 MB; 160 x 120 is enough.";

    /// <summary>Bytes as sent: 8 MB.</summary>
    public const int EncodedBytes = 8 << 20;

    /// <summary>Pixels: 16 megapixels. 255 times as many still fit 32 bits, which <see cref="AreaResampler"/> counts on.</summary>
    public const int Pixels = 16_000_000;

    /// <summary>Pixels along the longer side.</summary>
    public const int Side = 16_384;

    /// <summary>What is wrong with a picture, and what to send instead.</summary>
    public static FrameException Refuse(string found) => new($"{found} {NextMove}");

    /// <summary>Refuses a picture by the size its header claims, before anything of that size is allocated.</summary>
    /// <exception cref="FrameException">The size is zero or beyond a limit.</exception>
    public static void CheckSize(string format, long width, long height)
    {
        if (width < 1 || height < 1)
        {
            throw FrameLimits.Refuse($"The {format} picture says it is {width} x {height} pixels, which is nothing to see.");
        }

        if (width > Side || height > Side)
        {
            throw FrameLimits.Refuse($"The {format} picture says it is {width} x {height} pixels; a side has at most {Side}.");
        }

        if (width * height > Pixels)
        {
            throw FrameLimits.Refuse($"The {format} picture says it is {width} x {height} pixels; all together are at most {Pixels}.");
        }
    }
}
