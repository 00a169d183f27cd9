namespace AgentHost.Eval.Scenarios;

/// <summary>A file of JPEG pictures one after another, as many cameras write it.</summary>
internal static class JpegFilm
{
    private const long LongestFile = 64 * 1024 * 1024;
    private const byte Start = 0xD8;
    private const byte End = 0xD9;
    private const byte Scan = 0xDA;

    /// <exception cref="ScenarioException">The file cannot be read, or it is something else.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Read(string path)
    {
        try
        {
            return new FileInfo(path).Length <= LongestFile
                ? Split(File.ReadAllBytes(path)) ?? throw new ScenarioException($"{path}: it is no sequence of whole JPEG pictures.")
                : throw new ScenarioException($"{path}: it is longer than {LongestFile / 1024 / 1024} MB.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ScenarioException(exception.Message);
        }
    }

    /// <summary>The pictures, or null when the bytes are not whole pictures and nothing else.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>>? Split(ReadOnlyMemory<byte> bytes)
    {
        List<ReadOnlyMemory<byte>> pictures = [];
        while (!bytes.IsEmpty)
        {
            int length = LengthOf(bytes.Span);
            if (length == 0)
            {
                return null;
            }

            pictures.Add(bytes[..length]);
            bytes = bytes[length..];
        }

        return pictures.Count == 0 ? null : pictures;
    }

    /// <summary>How long the picture is that the bytes begin with; 0 for none.</summary>
    private static int LengthOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4 || bytes[0] != 0xFF || bytes[1] != Start)
        {
            return 0;
        }

        for (int at = 2; at + 4 <= bytes.Length && bytes[at] == 0xFF;)
        {
            byte marker = bytes[at + 1];
            at += 2 + (bytes[at + 2] << 8) + bytes[at + 3];
            if (marker == Scan)
            {
                at = EndOfScan(bytes, at);
            }

            if (at + 2 <= bytes.Length && bytes[at] == 0xFF && bytes[at + 1] == End)
            {
                return at + 2;
            }
        }

        return 0;
    }

    /// <summary>The next marker after a scan's data, in which 0xFF is followed by 0, or restarts a block (D0 to D7).</summary>
    private static int EndOfScan(ReadOnlySpan<byte> bytes, int at)
    {
        while (at + 1 < bytes.Length && !(bytes[at] == 0xFF && bytes[at + 1] is not 0 and not (>= 0xD0 and <= 0xD7)))
        {
            at++;
        }

        return at;
    }
}
