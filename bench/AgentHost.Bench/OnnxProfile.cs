using System.Text.Json;

namespace AgentHost.Bench;

/// <summary>What ONNX Runtime noted of a session's runs: microseconds a run by kind of operation, the median over runs.</summary>
internal sealed class OnnxProfile
{
    private const int WarmUp = 5;

    private readonly Dictionary<string, double> _byKind;

    /// <param name="path">The profile: a list of events, in which a run follows its nodes.</param>
    public OnnxProfile(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var runs = new List<Dictionary<string, double>> { new() };
        foreach (JsonElement item in document.RootElement.EnumerateArray())
        {
            if (item.TryGetProperty("name", out JsonElement what) && what.ValueEquals("model_run"))
            {
                runs.Add([]);
            }
            else if (item.TryGetProperty("args", out JsonElement arguments) && arguments.TryGetProperty("op_name", out JsonElement kind))
            {
                string name = kind.GetString()!;
                runs[^1][name] = runs[^1].GetValueOrDefault(name) + item.GetProperty("dur").GetDouble();
            }
        }

        Dictionary<string, double>[] measured = [.. runs[WarmUp..].Where(run => run.Count > 0)];
        _byKind = measured.SelectMany(run => run.Keys).Distinct().ToDictionary(name => name, name => new Measurement("", [.. measured.Select(run => run.GetValueOrDefault(name))], 0).Median);
    }

    /// <summary>The kinds that take most, first.</summary>
    public IEnumerable<string> Kinds => _byKind.OrderByDescending(kind => kind.Value).Select(kind => kind.Key);

    public double Total => _byKind.Values.Sum();

    public double Of(string kind) => _byKind.GetValueOrDefault(kind);
}
