using System.Text.Json;

namespace AgentHost.Bench;

/// <summary>What ONNX Runtime noted of a session's runs: microseconds a run, by kind of operation.</summary>
internal sealed class OnnxProfile
{
    private const int WarmUp = 5;

    private readonly Dictionary<string, double> _byKind = [];

    /// <param name="path">The profile: a list of events, in which a run follows its nodes.</param>
    public OnnxProfile(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        int runs = document.RootElement.EnumerateArray().Count(IsRun) - WarmUp;
        int run = 0;
        foreach (JsonElement item in document.RootElement.EnumerateArray())
        {
            if (IsRun(item))
            {
                run++;
            }
            else if (run >= WarmUp && item.TryGetProperty("args", out JsonElement arguments) && arguments.TryGetProperty("op_name", out JsonElement kind))
            {
                string name = kind.GetString()!;
                _byKind[name] = _byKind.GetValueOrDefault(name) + (item.GetProperty("dur").GetDouble() / runs);
            }
        }
    }

    /// <summary>The kinds that take most, first.</summary>
    public IEnumerable<string> Kinds => _byKind.OrderByDescending(kind => kind.Value).Select(kind => kind.Key);

    public double Total => _byKind.Values.Sum();

    public double Of(string kind) => _byKind.GetValueOrDefault(kind);

    private static bool IsRun(JsonElement item) => item.TryGetProperty("name", out JsonElement name) && name.ValueEquals("model_run");
}
