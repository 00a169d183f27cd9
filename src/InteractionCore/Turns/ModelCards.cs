using InteractionCore.Delegation.Questions;
using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Ui;

namespace InteractionCore.Turns;

/// <summary>The cards a model opens while it speaks: one timer, and one counter or list, at a time.</summary>
/// <remarks>The router's alone: one thread at a time.</remarks>
internal sealed class ModelCards
{
    /// <summary>A close this long before a timer's end, in ms, still means the timer.</summary>
    private const int TimerSlackMs = 700;

    private const int MostItems = 50;

    private readonly List<string> _items = [];
    private string? _timer;
    private long _timerEnds;
    private string? _tally;
    private bool _counts;
    private int _count;
    private int _opened;

    /// <summary>Takes a mark of the ui lane; returns what the client is to show, or null.</summary>
    /// <param name="text">The token's word, for a timer's length; the word said last, for <see cref="CardMark.Next"/>.</param>
    /// <param name="now">The session's time, ms.</param>
    public UiDescriptor? Take(CardMark mark, string text, long now)
    {
        switch (mark)
        {
            case CardMark.Timer:
                (_timer, _timerEnds) = (NewId("timer"), long.MaxValue);
                return null;
            case CardMark.Inside when _timer is not null && SpokenNumber.Read([text.Trim()]) is > 0 and { } seconds:
                _timerEnds = now + (long)(seconds * 1000);
                return Card(_timer, "Timer", [$"{seconds} s"], isNew: true);
            case CardMark.Counter:
                (_tally, _counts, _count) = (NewId("counter"), true, 0);
                return Card(_tally, "Count", ["0"], isNew: true);
            case CardMark.List:
                (_tally, _counts) = (NewId("list"), false);
                _items.Clear();
                return Card(_tally, "List", [], isNew: true);
            case CardMark.Next when _tally is not null:
                return Card(_tally, _counts ? "Count" : "List", _counts ? [$"{++_count}"] : Add(text.Trim()), isNew: false);
            case CardMark.Close:
                return Close(now);
            default:
                return null;
        }
    }

    /// <summary>A timer that is due goes; a counter or list stays on the screen as it is.</summary>
    private UiDescriptor? Close(long now)
    {
        if (_timer is { } timer && (_tally is null || now >= _timerEnds - TimerSlackMs))
        {
            _timer = null;
            return _timerEnds == long.MaxValue ? null : Surface.Delete(timer);
        }

        _tally = null;
        return null;
    }

    private List<string> Add(string item)
    {
        if (item.Length > 0 && _items.Count < MostItems)
        {
            _items.Add(item);
        }

        return _items;
    }

    private string NewId(string kind) => $"model-{kind}-{++_opened}";

    private static UiDescriptor Card(string id, string title, IReadOnlyList<string> lines, bool isNew)
    {
        var surface = new Surface(id);
        string column = surface.Column([surface.Text(title, "h3"), .. lines.Select(line => surface.Text(line))]);
        return isNew ? surface.Build(column) : surface.Rebuild(column);
    }
}
