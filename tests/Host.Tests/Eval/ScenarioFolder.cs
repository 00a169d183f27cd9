using AgentHost.Audio;
using AgentHost.Testing;

namespace AgentHost.Tests.Eval;

/// <summary>A folder of suites; each has a sound, a.wav: 200 ms of a quiet tone.</summary>
internal sealed class ScenarioFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    /// <summary>Writes a scenario and returns its path.</summary>
    public string Write(string suite, string name, string json)
    {
        string folder = Directory.CreateDirectory(System.IO.Path.Combine(Path, suite)).FullName;
        using (var wav = new WavWriter(System.IO.Path.Combine(folder, "a.wav"), 16_000))
        {
            wav.Write(0, [.. Enumerable.Range(0, 3_200).Select(i => .01f * MathF.Sin(i * .2f))]);
        }

        string path = System.IO.Path.Combine(folder, name + ".json");
        File.WriteAllText(path, json);
        return path;
    }

    public void Dispose() => _folder.Dispose();
}
