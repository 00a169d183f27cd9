namespace OnnxInteraction.Tests.Vision;

/// <summary>Breaks pictures as transports, bugs and attackers do.</summary>
internal static class Mutation
{
    public static byte[] Of(byte[][] pictures, int index, Random random)
    {
        byte[] picture = [.. pictures[index]];
        int at = random.Next(picture.Length), to = random.Next(at, picture.Length);
        return random.Next(6) switch
        {
            0 => Overwrite(picture, random, 0, picture.Length),
            // Headers and tables stand in front, where one byte changes everything after it.
            1 => Overwrite(picture, random, 0, Math.Min(picture.Length, 200)),
            2 => picture[..at],
            3 => [.. picture[..at], .. picture[to..]],
            4 => [.. picture[..to], .. picture[at..]],
            _ => [.. picture[..at], .. pictures[random.Next(pictures.Length)].Skip(at)],
        };
    }

    private static byte[] Overwrite(byte[] picture, Random random, int from, int to)
    {
        ReadOnlySpan<byte> nasty = [0, 1, 0x7F, 0x80, 0xFE, 0xFF];
        for (int count = random.Next(1, 6); count > 0; count--)
        {
            picture[random.Next(from, to)] = random.Next(2) == 0 ? nasty[random.Next(nasty.Length)] : (byte)random.Next(256);
        }

        return picture;
    }
}
