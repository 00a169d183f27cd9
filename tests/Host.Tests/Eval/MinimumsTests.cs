using AgentHost.Eval.Reports;
using AgentHost.Eval.Suites;
using AgentHost.Testing;
using InteractionCore.Plugins;

namespace AgentHost.Tests.Eval;

/// <summary>Bars against a report in which turns were taken in 8 of 10 scenarios, after 0.2, 0.4 and 0.9 s.</summary>
public sealed class MinimumsTests : IDisposable
{
    private static readonly double[] Latencies = [.2, .4, .9];

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("turn=0.8")]
    [InlineData("turn=0")]
    public void What_is_reached_is_not_missed(string given) => Assert.Empty(Missed(given));

    [Fact]
    public void What_is_missed_is_told_with_both_numbers()
    {
        Assert.Equal(["MISSED turn: 0.80, it must be at least 0.90."], Missed("turn=0.9"));
        Assert.Equal(["MISSED pause: no value, it must be at least 0.50."], Missed("pause=0.5"));
    }

    [Fact]
    public void A_file_sets_bars_for_scores_and_measures_of_the_suites_that_ran()
    {
        string file = _folder.File("bars.json", """{ "at_least": { "turn": 0.7, "turn TOR": 0.85, "pause": 1 }, "at_most": { "turn latency": 0.35, "turn murmurs": 1 } }""");

        // Of seconds the median counts.
        Assert.Equal(["MISSED turn TOR: 0.80, it must be at least 0.85.", "MISSED turn latency: 0.40, it must be at most 0.35.", "MISSED turn murmurs: no value, it must be at most 1.00."], Missed(file));
    }

    [Theory]
    [InlineData("""{ "at_least": { "song": 1 } }""", "'song' begins with no suite: there are pause, turn")]
    [InlineData("""{ "turn": 1 }""", "Expected is")]
    [InlineData("[]", "Expected is")]
    public void A_file_that_sets_no_bars_is_refused(string json, string problem)
    {
        string file = _folder.File("bars.json", json);

        string message = Assert.Throws<SetupException>(() => Minimums.Parse([file])).Message;

        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.Contains(file, message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_committed_bars_can_be_read() => Assert.NotNull(Minimums.Parse([Repository.PathOf("eval", "minimums.json")]));

    public void Dispose() => _folder.Dispose();

    private static string[] Missed(string given)
    {
        ScenarioResult[] results =
        [
            .. Enumerable.Range(0, 10).Select(i => new ScenarioResult("turn", $"turn/{i}", "", i < 8 ? 1 : 0, 1, "", null, "m",
                [new Measure("TOR", i < 8 ? 1 : 0, "%"), .. i < 3 ? (Measure[])[new Measure("latency", Latencies[i], "s")] : []], null, null)),
        ];
        return [.. Minimums.Parse([given]).Missed(EvalReport.Of(TimeProvider.System.GetUtcNow(), "host", fast: false, 1, complete: true, results))];
    }
}
