namespace InteractionCore.Sessions;

/// <summary>What came of a task the model handed over, kept as text when it has left the model's window.</summary>
/// <param name="Task">The request in the model's words; empty for a result nobody asked for.</param>
/// <param name="Answer">What was found out, shortened.</param>
/// <param name="TimeMs">When the answer entered the model, in ms since the session's start.</param>
public sealed record SessionFact(string Task, string Answer, long TimeMs);

/// <summary>A session's latest facts; older ones leave. Written by the router, read from any thread.</summary>
internal sealed class FactLog
{
    public const int Capacity = 32;

    private const int MaxChars = 400;

    private readonly Lock _lock = new();
    private readonly List<(string Id, string Task)> _asked = [];
    private readonly List<SessionFact> _facts = [];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _facts.Count;
            }
        }
    }

    /// <summary>A task was handed over: its words belong to the answer that may come.</summary>
    public void Ask(string delegationId, string task)
    {
        lock (_lock)
        {
            Add(_asked, (delegationId, Shorten(task)));
        }
    }

    /// <summary>An answer enters the model.</summary>
    public void Answer(string? delegationId, string answer, long timeMs)
    {
        lock (_lock)
        {
            int asked = _asked.FindLastIndex(task => task.Id == delegationId);
            Add(_facts, new SessionFact(asked < 0 ? "" : _asked[asked].Task, Shorten(answer), timeMs));
        }
    }

    /// <summary>The facts, oldest first.</summary>
    public IReadOnlyList<SessionFact> Snapshot()
    {
        lock (_lock)
        {
            return [.. _facts];
        }
    }

    private static void Add<T>(List<T> list, T entry)
    {
        if (list.Count == Capacity)
        {
            list.RemoveAt(0);
        }

        list.Add(entry);
    }

    private static string Shorten(string text) => text.Length <= MaxChars ? text : string.Concat(text.AsSpan(0, MaxChars - 1), "…");
}
