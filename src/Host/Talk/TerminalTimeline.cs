using InteractionCore.Model;
using InteractionCore.Sessions;

namespace AgentHost.Talk;

/// <summary>The timeline on a terminal: its lines as <see cref="TextTimeline"/> prints them, and beneath them lanes that move with time.</summary>
internal sealed class TerminalTimeline : ITalkOutput
{
    private readonly TextWriter _terminal;
    private readonly Func<int> _width;
    private readonly LaneStrip _lanes;
    private readonly StringWriter _printed = new();
    private readonly TextTimeline _lines;
    private readonly Lock _gate = new();
    private int _drawn;

    /// <param name="width">The terminal's width now, in columns.</param>
    /// <param name="colours">Whether to colour the lanes.</param>
    public TerminalTimeline(TextWriter terminal, ModelLayout layout, Func<int> width, bool colours)
    {
        (_terminal, _width, _lanes) = (terminal, width, new LaneStrip(colours));
        _lines = new TextTimeline(_printed, layout);
    }

    public void Started(ITalkSource source, ModelDescription model)
    {
        _lines.Started(source, model);
        Show();
    }

    public void Hear(TimeSpan at, ReadOnlySpan<float> samples)
    {
        float loudest = 0;
        foreach (float sample in samples)
        {
            loudest = Math.Max(loudest, Math.Abs(sample));
        }

        lock (_gate)
        {
            _lanes.Hear((long)at.TotalMilliseconds, loudest);
        }
    }

    public void Write(SessionEvent sessionEvent)
    {
        _lines.Write(sessionEvent);
        lock (_gate)
        {
            _lanes.Add(sessionEvent);
        }

        // A turn's event is its last: once a turn everything is drawn.
        if (sessionEvent is TurnTimed)
        {
            Show();
        }
    }

    public void Ended(SessionSummary summary, bool live)
    {
        _lines.Ended(summary, live);
        Show();
    }

    /// <summary>Takes the lanes away, prints what is new, and draws the lanes beneath it.</summary>
    private void Show()
    {
        var screen = new System.Text.StringBuilder();
        if (_drawn > 0)
        {
            screen.Append("\e[").Append(_drawn).Append("A\r\e[J");
        }

        screen.Append(_printed.GetStringBuilder());
        _printed.GetStringBuilder().Clear();
        IReadOnlyList<string> lanes;
        lock (_gate)
        {
            lanes = _lanes.Render(_width());
        }

        foreach (string lane in lanes)
        {
            screen.Append(lane).Append('\n');
        }

        _drawn = lanes.Count;
        _terminal.Write(screen);
        _terminal.Flush();
    }
}
