namespace InteractionCore.Delegation;

/// <summary>The tasks of a session that wait or run, so that the latest can be taken back. Thread-safe.</summary>
internal sealed class DelegationLedger
{
    private readonly Lock _lock = new();
    private readonly List<(string Id, CancellationTokenSource Cancel)> _open = [];

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

    public void Add(string id)
    {
        lock (_lock)
        {
            _open.Add((id, new CancellationTokenSource()));
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

    public void Remove(string id)
    {
        lock (_lock)
        {
            _open.RemoveAll(task => task.Id == id);
        }
    }
}
