using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using AgentHost.Eval.Suites;
using InteractionCore.Plugins;

namespace AgentHost.Eval.Reports;

/// <summary>A bar for a suite's score ("turn") or for one of its measures ("turn latency").</summary>
/// <param name="AtLeast">Whether larger is better.</param>
/// <param name="Always">Whether it is missed when the suite was not run at all.</param>
internal sealed record Minimum(string Name, double Bar, bool AtLeast, bool Always);

/// <summary>What a model must reach, from the command line and from files such as eval/minimums.json.</summary>
internal sealed class Minimums
{
    private readonly List<Minimum> _bars = [];

    private Minimums()
    {
    }

    /// <param name="given">SUITE=VALUE, or the path of a file.</param>
    /// <exception cref="SetupException">One of them is neither.</exception>
    public static Minimums Parse(IEnumerable<string> given)
    {
        var minimums = new Minimums();
        foreach (string one in given)
        {
            string[] sides = one.Split('=');
            if (sides.Length == 2 && Suite.All.ContainsKey(sides[0]) && double.TryParse(sides[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is >= 0 and <= 1)
            {
                minimums._bars.Add(new Minimum(sides[0], value, AtLeast: true, Always: true));
            }
            else if (File.Exists(one))
            {
                minimums.Read(one);
            }
            else
            {
                throw new SetupException(
                    $"--min '{one}' is neither SUITE=VALUE, with one of {string.Join(", ", Suite.All.Keys)} and a value of 0 to 1, such as turn=0.8, nor a file such as eval/minimums.json.");
            }
        }

        return minimums;
    }

    /// <summary>A line for every bar that was missed. Bars of a file for suites that were not run are left out.</summary>
    public IEnumerable<string> Missed(EvalReport report)
    {
        foreach (Minimum minimum in _bars)
        {
            SuiteResult? suite = report.Suites.FirstOrDefault(result => result.Suite == SuiteOf(minimum.Name));
            if (suite is null && !minimum.Always)
            {
                continue;
            }

            double? value = Value(suite, minimum.Name);
            if (value is null || (minimum.AtLeast ? value < minimum.Bar : value > minimum.Bar))
            {
                string found = value is { } number ? number.ToString("0.00#", CultureInfo.InvariantCulture) : "no value";
                yield return string.Create(CultureInfo.InvariantCulture, $"MISSED {minimum.Name}: {found}, it must be at {(minimum.AtLeast ? "least" : "most")} {minimum.Bar:0.00#}.");
            }
        }
    }

    private static string SuiteOf(string name) => name.Split(' ', 2)[0];

    /// <summary>A suite's score, or a measure: of seconds the median, of anything else the mean.</summary>
    private static double? Value(SuiteResult? suite, string name)
    {
        if (suite is null || name == suite.Suite)
        {
            return suite?.Score;
        }

        MeasureResult? measure = suite.Measures.FirstOrDefault(measure => measure.Name == name[(suite.Suite.Length + 1)..]);
        return measure is null ? null : measure.Unit == "s" ? measure.Median : measure.Value;
    }

    private void Read(string path)
    {
        MinimumsFile file;
        try
        {
            using FileStream stream = File.OpenRead(path);
            file = JsonSerializer.Deserialize(stream, MinimumsJson.Default.MinimumsFile) ?? throw new JsonException("It is null.");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new SetupException($"{path}: {exception.Message.Split(" Path:")[0]} Expected is {{ \"at_least\": {{ \"turn\": 0.9 }}, \"at_most\": {{ \"turn latency\": 0.5 }} }}.", exception);
        }

        string[] unknown = [.. file.AtLeast.Keys.Concat(file.AtMost.Keys).Where(name => !Suite.All.ContainsKey(SuiteOf(name)))];
        if (unknown.Length > 0)
        {
            throw new SetupException($"{path}: '{string.Join("', '", unknown)}' begins with no suite: there are {string.Join(", ", Suite.All.Keys)}.");
        }

        _bars.AddRange(file.AtLeast.Select(bar => new Minimum(bar.Key, bar.Value, AtLeast: true, Always: false)));
        _bars.AddRange(file.AtMost.Select(bar => new Minimum(bar.Key, bar.Value, AtLeast: false, Always: false)));
    }
}

/// <summary>A file of bars, by names of suites, or of suites and their measures.</summary>
internal sealed record MinimumsFile
{
    public IReadOnlyDictionary<string, double> AtLeast { get; set; } = new Dictionary<string, double>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, double> AtMost { get; set; } = new Dictionary<string, double>(StringComparer.Ordinal);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(MinimumsFile))]
internal sealed partial class MinimumsJson : JsonSerializerContext;
