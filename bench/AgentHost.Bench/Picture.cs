using System.Globalization;
using System.Security;
using System.Text;

namespace AgentHost.Bench;

/// <summary>Draws the results as one SVG: bars for what is compared, lines for what should stay level.</summary>
internal sealed class Picture
{
    private const int Width = 880, Left = 330, BarHeight = 16, Gap = 34;
    private const string Ink = "#1f2933", Faint = "#9aa5b1", Ours = "#0f766e", Theirs = "#94a3b8", Limit = "#b91c1c";

    private readonly StringBuilder _body = new();
    private int _top = 16;

    /// <param name="bars">Each with a value and whether it is ours.</param>
    /// <param name="limit">A line not to be crossed.</param>
    public void Bars(string title, string unit, IReadOnlyList<(string Name, double Value, bool IsOurs)> bars, double? limit = null)
    {
        if (bars.Count == 0)
        {
            return;
        }

        Title(title);
        double most = Math.Max(bars.Max(bar => bar.Value), limit ?? 0), scale = (Width - Left - 90) / most;
        int top = _top;
        foreach ((string name, double value, bool ours) in bars)
        {
            Text(Left - 8, _top + 12, name, Ink, "end");
            _body.Append(Line($"<rect x=\"{Left}\" y=\"{_top}\" width=\"{value * scale:0.0}\" height=\"{BarHeight - 3}\" fill=\"{(ours ? Ours : Theirs)}\" rx=\"2\"/>"));
            Text(Left + (value * scale) + 6, _top + 12, Line($"{value:0.##} {unit}"), Ink, "start");
            _top += BarHeight;
        }

        if (limit is { } at)
        {
            _body.Append(Line($"<line x1=\"{Left + (at * scale):0.0}\" x2=\"{Left + (at * scale):0.0}\" y1=\"{top - 4}\" y2=\"{_top}\" stroke=\"{Limit}\" stroke-dasharray=\"4 3\"/>"));
        }

        _top += Gap;
    }

    public void Curve(string title, string unit, IReadOnlyList<double> values)
    {
        const int Height = 70;
        if (values.Count < 2)
        {
            return;
        }

        Title(title);
        double most = values.Max() * 1.2, step = (Width - Left - 90) / (double)(values.Count - 1);
        string points = string.Join(' ', values.Select((value, i) => Line($"{Left + (i * step):0.0},{_top + Height - (value / most * Height):0.0}")));
        _body.Append(Line($"<line x1=\"{Left}\" x2=\"{Width - 90}\" y1=\"{_top + Height}\" y2=\"{_top + Height}\" stroke=\"{Faint}\"/>"));
        _body.Append(Line($"<polyline points=\"{points}\" fill=\"none\" stroke=\"{Ours}\" stroke-width=\"2\"/>"));
        Text(Left - 8, _top + Height - (values[0] / most * Height) + 4, Line($"{values[0]:0.##} {unit}"), Ink, "end");
        Text(Width - 84, _top + Height - (values[^1] / most * Height) + 4, Line($"{values[^1]:0.##} {unit}"), Ink, "start");
        _top += Height + Gap;
    }

    public void Save(string path) => File.WriteAllText(path,
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {_top}\" width=\"{Width}\" height=\"{_top}\" font-family=\"system-ui, sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{_body}</svg>\n"));

    private void Title(string title)
    {
        _body.Append(Line($"<text x=\"16\" y=\"{_top + 10}\" font-weight=\"600\" font-size=\"13\" fill=\"{Ink}\">{SecurityElement.Escape(title)}</text>\n"));
        _top += 24;
    }

    private void Text(double x, double y, string text, string colour, string anchor) =>
        _body.Append(Line($"<text x=\"{x:0.0}\" y=\"{y:0.0}\" fill=\"{colour}\" text-anchor=\"{anchor}\">{SecurityElement.Escape(text)}</text>\n"));

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
