namespace MoshiServer.Ogg;

/// <summary>The checksum of an Ogg page (RFC 3533): CRC-32 with the polynomial 04C11DB7, most significant bit first, from zero.</summary>
internal static class OggChecksum
{
    private const uint Polynomial = 0x04C1_1DB7;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(value => Enumerable.Range(0, 8).Aggregate((uint)value << 24, (sum, _) => (sum << 1) ^ ((sum >> 31) * Polynomial)))];

    /// <summary>Of a whole page, with zeros where the checksum stands.</summary>
    public static uint Of(ReadOnlySpan<byte> page) => Add(0, page);

    /// <summary>Goes on with a checksum.</summary>
    public static uint Add(uint sum, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            sum = (sum << 8) ^ Table[(sum >> 24) ^ value];
        }

        return sum;
    }
}
