using System.Globalization;
using System.Xml;

namespace AgentHost.Talk;

/// <summary>The geometry and colours of a timeline's picture.</summary>
internal sealed class TimelineDrawing(long durationMs, int turnMs)
{
    private const double PixelsPerSecond = 110;
    private const int LabelWidth = 86;
    private const int RowHeight = 34;
    private const int Top = 26;
    private const int FontSize = 12;

    /// <summary>Of the font at its size; decides where text would run into its neighbour.</summary>
    private const double CharacterWidth = 6.3;

    private readonly Dictionary<TimelineRow, double> _filledTo = [];
    private int _rows;

    private double Width => LabelWidth + X(durationMs) + 16;

    private int Height => Top + (_rows * RowHeight) + 24;

    public void Write(XmlWriter svg, IReadOnlyList<float> user, IReadOnlyList<float> voice, int loudnessMs, IReadOnlyList<Mark> marks, string caption)
    {
        // What was expected is known of tests only.
        TimelineRow[] rows = [.. Enum.GetValues<TimelineRow>().Where(row => row is not TimelineRow.Expected || marks.Any(mark => mark.Row == row))];
        _rows = rows.Length;
        svg.WriteStartElement("svg", "http://www.w3.org/2000/svg");
        Attributes(svg, ("viewBox", $"0 0 {Number(Width)} {Height}"), ("width", Number(Width)), ("height", Number(Height)), ("font-family", "ui-sans-serif, system-ui, sans-serif"), ("font-size", $"{FontSize}"));
        Element(svg, "title", "A live session's timeline");
        Element(svg, "rect", null, ("width", "100%"), ("height", "100%"), ("fill", "#ffffff"), ("rx", "8"));
        Grid(svg);
        foreach (TimelineRow row in rows)
        {
            Element(svg, "text", Label(row), ("x", "10"), ("y", Number(Middle(row) + 4)), ("fill", "#5b6470"));
        }

        Loudness(svg, TimelineRow.User, user, loudnessMs);
        Loudness(svg, TimelineRow.Voice, voice, loudnessMs);
        foreach (Mark mark in marks.OrderBy(mark => mark.StartMs))
        {
            Draw(svg, mark);
        }

        Element(svg, "text", caption, ("x", "10"), ("y", Number(Height - 8)), ("fill", "#8a929c"));
        svg.WriteEndElement();
    }

    private void Grid(XmlWriter svg)
    {
        for (long ms = 0; ms <= durationMs; ms += turnMs)
        {
            bool second = ms % 1_000 == 0;
            string x = Number(LabelWidth + X(ms));
            Element(svg, "line", null, ("x1", x), ("x2", x), ("y1", Number(Top - 6)), ("y2", Number(Height - 24)), ("stroke", second ? "#c9d0d8" : "#eef1f4"));
            if (second)
            {
                Element(svg, "text", $"{ms / 1_000} s", ("x", x), ("y", "14"), ("text-anchor", "middle"), ("fill", "#8a929c"));
            }
        }
    }

    private static void Loudness(XmlWriter svg, TimelineRow row, IReadOnlyList<float> loudness, int loudnessMs)
    {
        if (loudness.Count == 0)
        {
            return;
        }

        double Height(int index) => Math.Max(.4, loudness[index] * RowHeight * .48);
        IEnumerable<string> upper = Enumerable.Range(0, loudness.Count).Select(i => Point(i * loudnessMs, Middle(row) - Height(i)));
        IEnumerable<string> lower = Enumerable.Range(0, loudness.Count).Reverse().Select(i => Point(i * loudnessMs, Middle(row) + Height(i)));
        Element(svg, "polygon", null, ("points", string.Join(' ', upper.Concat(lower))), ("fill", Colour(row)), ("opacity", ".75"));
    }

    private void Draw(XmlWriter svg, Mark mark)
    {
        double start = LabelWidth + X(mark.StartMs), length = X(mark.EndMs) - X(mark.StartMs), y = Middle(mark.Row);
        string colour = Colour(mark.Row);
        Element(svg, "rect", null, ("x", Number(start)), ("y", Number(y - 13)), ("width", Number(Math.Max(2, length))), ("height", "3"), ("rx", "1.5"), ("fill", colour));
        string text = mark.Text.Length <= 90 ? mark.Text : string.Concat(mark.Text.AsSpan(0, 89), "…");
        double needed = (text.Length * CharacterWidth) + 8;
        // A text that would leave the picture ends at its edge; one that would run into the last goes a little lower.
        double x = Math.Max(LabelWidth, Math.Min(start, Width - needed));
        bool lower = x < _filledTo.GetValueOrDefault(mark.Row);
        _filledTo[mark.Row] = x + needed;
        Element(svg, "text", text, ("x", Number(x)), ("y", Number(y + (lower ? 15 : 3))), ("fill", colour));
    }

    private static string Label(TimelineRow row) => row switch
    {
        TimelineRow.User => "user's voice",
        TimelineRow.Heard => "hears",
        TimelineRow.Asks => "delegates",
        TimelineRow.Calls => "agent calls",
        TimelineRow.Cards => "card",
        TimelineRow.Injects => "injected",
        TimelineRow.Says => "says",
        TimelineRow.Expected => "expected",
        _ => "its voice",
    };

    private static string Colour(TimelineRow row) => row switch
    {
        TimelineRow.User or TimelineRow.Heard => "#2563a8",
        TimelineRow.Says or TimelineRow.Voice => "#1a7f4e",
        TimelineRow.Expected => "#6b4fa0",
        _ => "#9a4a1c",
    };

    private static double X(long ms) => ms * PixelsPerSecond / 1_000;

    private static double Middle(TimelineRow row) => Top + (((int)row + .5) * RowHeight);

    private static string Point(long ms, double y) => $"{Number(LabelWidth + X(ms))},{Number(y)}";

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static void Element(XmlWriter svg, string name, string? text, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        svg.WriteStartElement(name);
        Attributes(svg, attributes);
        svg.WriteString(text);
        svg.WriteEndElement();
    }

    private static void Attributes(XmlWriter svg, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        foreach ((string name, string value) in attributes)
        {
            svg.WriteAttributeString(name, value);
        }
    }
}
