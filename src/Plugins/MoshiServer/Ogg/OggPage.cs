namespace MoshiServer.Ogg;

/// <summary>Where things stand in an Ogg page (RFC 3533).</summary>
internal static class OggPage
{
    public const int HeadBytes = 27, VersionAt = 4, FlagsAt = 5, GranuleAt = 6, SerialAt = 14, SequenceAt = 18, ChecksumAt = 22, SegmentsAt = 26;

    public const int MostSegments = 255, FullSegment = 255;

    /// <summary>The page begins within a packet.</summary>
    public const int Continued = 1;

    /// <summary>The first page of a stream.</summary>
    public const int First = 2;

    public static ReadOnlySpan<byte> Magic => "OggS"u8;
}
