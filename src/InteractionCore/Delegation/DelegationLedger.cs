namespace InteractionCore.Delegation;

/// <summary>The tasks of a session until their answers enter the live stream, so that the latest can be taken back. Thread-safe.</summary>
internal sealed class DelegationLedger
{
    private readonly Lock _lock = new();
    private readonly List<(string Id, string Words, CancellationTokenSource Cancel)> _open = [];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _open.Count;
            }
        }
    }

    /// <param name="task">The request's words: the same again, while it is open, is no new task.</param>
    public void Add(string id, string task)
    {
        lock (_lock)
        {
            _open.Add((id, Normal(task), new CancellationTokenSource()));
        }
    }

    /// <summary>The open task that the same words asked for; null when there is none. Words that the model does not know may be any.</summary>
    public string? Find(string task)
    {
        if (task.Contains(Conversation.UnknownWord, StringComparison.Ordinal))
        {
            return null;
        }

        lock (_lock)
        {
            int index = _open.FindIndex(open => !open.Cancel.IsCancellationRequested && open.Words == Normal(task));
            return index < 0 ? null : _open[index].Id;
        }
    }

    /// <summary>Cancelled when the task is taken back; already cancelled for a task that is not open.</summary>
    public CancellationToken TokenOf(string id)
    {
        lock (_lock)
        {
            int index = _open.FindIndex(task => task.Id == id);
            return index < 0 ? new CancellationToken(canceled: true) : _open[index].Cancel.Token;
        }
    }

    /// <returns>False when the task is not open.</returns>
    public bool Cancel(string id)
    {
        CancellationTokenSource? cancel;
        lock (_lock)
        {
            int index = _open.FindIndex(task => task.Id == id);
            cancel = index < 0 ? null : _open[index].Cancel;
        }

        _ = cancel?.CancelAsync();
        return cancel is not null;
    }

    public void CancelLatest()
    {
        CancellationTokenSource? latest;
        lock (_lock)
        {
            latest = _open.Count == 0 ? null : _open[^1].Cancel;
        }

        // Without waiting: the loop calls this, and what the token's registrations do is not its business.
        _ = latest?.CancelAsync();
    }

    /// <summary>The task is over.</summary>
    /// <returns>Whether it had been taken back; false for a task that is not open.</returns>
    public bool Close(string id)
    {
        lock (_lock)
        {
            int index = _open.FindIndex(task => task.Id == id);
            if (index < 0)
            {
                return false;
            }

            bool takenBack = _open[index].Cancel.IsCancellationRequested;
            _open.RemoveAt(index);
            return takenBack;
        }
    }

    private static string Normal(string task) => string.Join(' ', task.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
