using System.Globalization;
using System.Text;

namespace AgentHost.Bench;

/// <summary>The results as Markdown: printed as they come, and written to a file at the end.</summary>
internal sealed class Report(TextWriter console)
{
    private readonly StringBuilder _body = new();
    private readonly List<(string What, string Bar, string Measured, bool? Met)> _bars = [];

    public void Section(string title) => Line($"### {title}\n");

    public void Line(string line)
    {
        console.WriteLine(line);
        _body.Append(line).Append('\n');
    }

    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        Line(Row(columns));
        Line(Row([.. columns.Select(_ => "---")]));
        foreach (IReadOnlyList<string> row in rows)
        {
            Line(Row(row));
        }

        Line("");
    }

    /// <summary>Measurements, with each one's ratio to the first: compare ratios, not machines.</summary>
    public void Table(string subject, string unit, IReadOnlyList<Measurement> measurements)
    {
        double microseconds = unit == "ms" ? 1_000 : 1;
        Table([subject, $"median {unit}", $"p99 {unit}", $"min {unit}", "bytes", "median / first"], measurements.Select(measurement => (IReadOnlyList<string>)
        [
            measurement.Name, Number(measurement.Quantile(.5) / microseconds), Number(measurement.Quantile(.99) / microseconds), Number(measurement.Quantile(0) / microseconds),
            measurement.BytesPerRun.ToString("0.#", CultureInfo.InvariantCulture), Ratio(measurement.Quantile(.5) / measurements[0].Quantile(.5)),
        ]));
    }

    /// <summary>What must be shown, and what was measured.</summary>
    /// <param name="met">Null when it could not be measured.</param>
    public void Bar(string what, string bar, string measured, bool? met) => _bars.Add((what, bar, measured, met));

    public void Skip(string why) => Line($"Skipped: {why}.\n");

    public void Save(string path, string heading, string picture)
    {
        string bars = string.Concat(_bars.Select(bar => Row([bar.What, bar.Bar, bar.Measured, bar.Met switch { true => "yes", false => "**no**", _ => "not measured" }]) + "\n"));
        File.WriteAllText(path, $"{heading}\n\n| what | bar | measured | met |\n| --- | --- | --- | --- |\n{bars}\n![Ratios and times]({picture})\n\n{_body.ToString().TrimEnd()}\n");
    }

    public static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    public static string Ratio(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Row(IReadOnlyList<string> cells) => $"| {string.Join(" | ", cells)} |";
}
