using System.Globalization;
using AgentHost.Testing;
using InteractionCore.Model;
using OnnxInteraction.Vision;

namespace OnnxInteraction.Tests.Vision;

/// <summary>The pictures beside make.py, which says what each is, and what PIL decodes from them.</summary>
internal static class Fixtures
{
    private static readonly string Folder = Repository.PathOf("tests", "OnnxInteraction.Tests", "Vision", "Fixtures");

    public static IEnumerable<string> Names(string extension) => Directory.EnumerateFiles(Folder, $"*{extension}").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    public static byte[] Expected(string name) => Read(Path.ChangeExtension(name, ".rgb"));

    /// <summary>The size, which the name ends with.</summary>
    public static (int Width, int Height) Size(string name)
    {
        int[] size = [.. Path.GetFileNameWithoutExtension(name).Split('-')[^1].Split('x').Select(side => int.Parse(side, CultureInfo.InvariantCulture))];
        return (size[0], size[1]);
    }

    /// <summary>Reads a picture at its own size, so that every pixel can be seen.</summary>
    public static byte[] Decode(string name, byte[] data)
    {
        (int width, int height) = Size(name);
        return Decode(new FrameReader(width, height), data);
    }

    public static byte[] Decode(FrameReader reader, ReadOnlyMemory<byte> data)
    {
        var rgb = new byte[reader.Length];
        reader.Read(new VideoFrame(data, "image/any"), rgb);
        return rgb;
    }
}
