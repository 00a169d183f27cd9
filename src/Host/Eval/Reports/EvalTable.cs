using System.Globalization;

namespace AgentHost.Eval.Reports;

/// <summary>The report for the terminal.</summary>
internal static class EvalTable
{
    public static void Write(TextWriter writer, EvalReport report)
    {
        writer.WriteLine();
        writer.WriteLine($"{report.Model} at {report.Host}, {report.Clock}{(report.Complete ? "" : " - stopped before the end")}");
        writer.WriteLine($"{"suite",-13} {"n",4} {"score",6}   measured (own data, unofficial)");
        foreach (SuiteResult suite in report.Suites)
        {
            string unscored = suite.Scored == suite.Scenarios ? "" : $"   [{suite.Scenarios - suite.Scored - suite.Failed} did not come to it, {suite.Failed} failed]";
            writer.WriteLine($"{suite.Suite,-13} {suite.Scenarios,4} {Score(suite.Score),6}   {string.Join(", ", suite.Measures.Select(Text))}{unscored}");
        }

        writer.WriteLine($"{"average",-13} {report.Scenarios.Count,4} {Score(report.Average),6}");
        if (report.LateTurns > 0)
        {
            writer.WriteLine($"{report.LateTurns} of the host's {report.Turns} turns were late: times above contain that. Use a smaller --parallel, or a quieter machine.");
        }

        if (report.PublishedOnOtherData.Count > 0)
        {
            writer.WriteLine();
            writer.WriteLine("Published by others about other systems ON OTHER DATA, for orientation only; not comparable with the numbers above:");
            foreach (PublishedNumber number in report.PublishedOnOtherData)
            {
                writer.WriteLine($"  {string.Join(", ", number.Suites)}: {number.Benchmark}, {number.Unit}: {string.Join("; ", number.Systems.Select(system => $"{system.System} {Number(system.Value)}"))}");
            }
        }

        foreach (ScenarioResult failed in report.Scenarios.Where(result => result.Error is not null))
        {
            writer.WriteLine($"FAILED {failed.Name}: {failed.Error}");
        }
    }

    private static string Text(MeasureResult measure) => measure.Unit switch
    {
        "s" => string.Create(CultureInfo.InvariantCulture, $"{measure.Name} {measure.Value:0.00} s (median {measure.Median:0.00})"),
        "/min" => string.Create(CultureInfo.InvariantCulture, $"{measure.Name} {measure.Value:0.00} /min ({measure.Value * measure.Weight:0} in {measure.Weight:0.0} min)"),
        "%" => string.Create(CultureInfo.InvariantCulture, $"{measure.Name} {100 * measure.Value:0} %"),
        "" => string.Create(CultureInfo.InvariantCulture, $"{measure.Name} {measure.Value:0.00}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{measure.Name} {measure.Value:0.00} {measure.Unit}"),
    };

    private static string Score(double? score) => score is { } value ? value.ToString("0.00", CultureInfo.InvariantCulture) : "-";

    private static string Number(double value) => value.ToString("0.0#", CultureInfo.InvariantCulture);
}
