using System.Text.Json;
using System.Text.Json.Serialization;
using AgentHost.Eval.Client;
using AgentHost.Eval.Scoring;
using AgentHost.Eval.Suites;

namespace AgentHost.Eval.Reports;

/// <summary>Everything an evaluation found: what <c>--json</c> writes.</summary>
/// <param name="Average">The mean of the suites' scores.</param>
/// <param name="Clock">"real time", or "virtual clock": then times contain neither network nor computing.</param>
/// <param name="Turns">Turns of the host in all sessions, by its own account; 0 when it does not tell.</param>
/// <param name="LateTurns">Those that ended too late: with many of them, latencies tell about the machine and not about the model.</param>
/// <param name="Complete">False when the run was stopped before its end.</param>
internal sealed record EvalReport(DateTimeOffset Started, string Host, string Model, string Clock, int Parallel, bool Complete, int Turns, int LateTurns, double? Average, IReadOnlyList<SuiteResult> Suites,
    IReadOnlyList<PublishedNumber> PublishedOnOtherData, IReadOnlyList<ScenarioResult> Scenarios)
{
    public static EvalReport Of(DateTimeOffset started, string host, bool fast, int parallel, bool complete, IReadOnlyList<ScenarioResult> scenarios)
    {
        SuiteResult[] suites = [.. Suite.All.Values.Select(suite => SuiteResult.Of(suite, [.. scenarios.Where(result => result.Suite == suite.Name)])).Where(suite => suite.Scenarios > 0)];
        return new EvalReport(started, host, scenarios.Select(result => result.Model).FirstOrDefault(model => model is { Length: > 0 }) ?? "", fast ? "virtual clock" : "real time", parallel, complete,
            scenarios.Sum(result => result.Session?.Turns.Count ?? 0), scenarios.Sum(result => result.Session?.Turns.Late ?? 0),
            Averages.Mean(suites.Select(suite => suite.Score).OfType<double>().Select(score => new Weighted(score))), suites,
            [.. PublishedNumber.All.Where(number => suites.Any(suite => number.Suites.Contains(suite.Suite)))], scenarios);
    }
}

/// <summary>A suite's scenarios together.</summary>
/// <param name="Scored">Those that came to what they test.</param>
/// <param name="Failed">Those that could not be run.</param>
/// <param name="Score">0 to 1: the mean of its kinds' means.</param>
internal sealed record SuiteResult(string Suite, int Scenarios, int Scored, int Failed, double? Score, string ScoreMeans, IReadOnlyList<MeasureResult> Measures)
{
    public static SuiteResult Of(Suite suite, IReadOnlyList<ScenarioResult> scenarios)
    {
        ScenarioResult[] scored = [.. scenarios.Where(result => result.Score is not null)];
        return new SuiteResult(suite.Name, scenarios.Count, scored.Length, scenarios.Count(result => result.Error is not null),
            Averages.Macro(scored, result => result.Kind, result => new Weighted(result.Score!.Value, result.Weight)), suite.ScoreMeaning,
            [.. scenarios.SelectMany(result => result.Measures).GroupBy(measure => measure.Name, StringComparer.Ordinal).Select(MeasureResult.Of)]);
    }
}

/// <param name="Value">The weighted mean.</param>
/// <param name="Count">Of how many values.</param>
/// <param name="Weight">Of all values together, e.g. minutes or words.</param>
internal sealed record MeasureResult(string Name, string Unit, double Value, double Median, int Count, double Weight)
{
    public static MeasureResult Of(IGrouping<string, Measure> measures) => new(measures.Key, measures.First().Unit,
        Averages.Mean(measures.Select(measure => new Weighted(measure.Value, measure.Weight))) ?? 0, Averages.Median(measures.Select(measure => measure.Value)) ?? 0, measures.Count(),
        measures.Sum(measure => measure.Weight));
}

/// <summary>One scenario: its score, and the session it rests on.</summary>
/// <param name="Error">Why it could not be run; then nothing else is known.</param>
internal sealed record ScenarioResult(string Suite, string Name, string Kind, double? Score, double Weight, string Note, string? Error, string Model,
    IReadOnlyList<Measure> Measures, Conversation? Session, IReadOnlyDictionary<string, JsonElement>? Facts)
{
    public static ScenarioResult Of(PlayedScenario played, Outcome outcome) => new(
        played.Scenario.Suite.Name, played.Scenario.Name, played.Scenario.Scenario.Kind, outcome.Score, outcome.Weight, NoteOf(played, outcome), null, played.Model,
        outcome.Measures, played.Conversation, played.Scenario.Scenario.Facts);

    public static ScenarioResult Failed(string suite, string name, string error) => new(suite, name, "", null, 1, "", error.ReplaceLineEndings(" "), "", [], null, null);

    private static string NoteOf(PlayedScenario played, Outcome outcome) =>
        played.Conversation.Errors.Count == 0 ? outcome.Note : $"{outcome.Note} (the host complained: {string.Join(' ', played.Conversation.Errors)})";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EvalReport))]
internal sealed partial class EvalReportJson : JsonSerializerContext;
