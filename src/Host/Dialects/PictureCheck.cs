using System.Buffers.Binary;

namespace AgentHost.Dialects;

/// <summary>
/// Looks at the head of a client's picture before it goes on: whether it is what it says, of a size that can be looked at. Whether
/// all of it can be decoded shows when the model looks.
/// </summary>
internal static class PictureCheck
{
    private const int LongestSide = 16_384;
    private const long MostPixels = 16_000_000;
    private const string Wanted = "Send a JPEG or PNG of at most 16 megapixels; 160 x 120 is enough.";

    private static ReadOnlySpan<byte> PngSignature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>What is wrong with the picture, with the next move; null for nothing.</summary>
    /// <param name="picture">The file's bytes.</param>
    /// <param name="mediaType">"image/jpeg" or "image/png", as the client calls it.</param>
    public static string? Problem(ReadOnlySpan<byte> picture, string mediaType)
    {
        string? found = picture.StartsWith(PngSignature) ? "image/png" : picture.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg" : null;
        if (found is null)
        {
            return $"The picture of {picture.Length} bytes is no JPEG and no PNG. {Wanted}";
        }

        if (found != mediaType)
        {
            return $"The picture is {found}, but \"media_type\" is '{mediaType}'. Name what it is.";
        }

        return (found == "image/png" ? PngSize(picture) : JpegSize(picture)) is not (int width, int height)
            ? $"The picture of {picture.Length} bytes tells no size: it is damaged, or cut off. {Wanted}"
            : width is < 1 or > LongestSide || height is < 1 or > LongestSide || (long)width * height > MostPixels
            ? $"The picture says it is {width} x {height} pixels. {Wanted}"
            : null;
    }

    private static (int Width, int Height)? PngSize(ReadOnlySpan<byte> picture) =>
        picture.Length >= 24 && picture[12..16].SequenceEqual("IHDR"u8)
            ? (BinaryPrimitives.ReadInt32BigEndian(picture[16..]), BinaryPrimitives.ReadInt32BigEndian(picture[20..]))
            : null;

    /// <summary>From the frame header, wherever it stands among the segments.</summary>
    private static (int Width, int Height)? JpegSize(ReadOnlySpan<byte> picture)
    {
        for (int at = 2; at + 9 <= picture.Length && picture[at] == 0xFF;)
        {
            byte marker = picture[at + 1];
            if (marker == 0xFF)
            {
                at++;
            }
            else if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(picture[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(picture[(at + 5)..]));
            }
            else
            {
                at += 2 + BinaryPrimitives.ReadUInt16BigEndian(picture[(at + 2)..]);
            }
        }

        return null;
    }
}
