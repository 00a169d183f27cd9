using InteractionCore.Delegation;

namespace McpTools.Elicitation;

/// <summary>
/// The calls that run on one server, so that what the server asks reaches the user that it asks for. Thread-safe.
/// </summary>
/// <remarks>
/// Over HTTP and in revision 2026-07-28 a question comes back on the call's own way, which its asynchronous context shows. Over
/// stdio in older revisions nothing ties the two together: the call that began last is then the one that asks.
/// </remarks>
internal sealed class RunningCalls
{
    private readonly Lock _lock = new();
    private readonly AsyncLocal<Call?> _here = new();
    private readonly List<Call> _calls = [];
    private TaskCompletionSource? _idle;

    /// <summary>The task that a question is for; null when no call runs, or the last was made outside a session.</summary>
    public IToolTask? Asking
    {
        get
        {
            lock (_lock)
            {
                return (_here.Value is { } here && _calls.Contains(here) ? here : _calls.LastOrDefault())?.Task;
            }
        }
    }

    /// <summary>Notes a call until what is returned is disposed.</summary>
    public IDisposable Begin(IToolTask? task)
    {
        var call = new Call(this, task);
        _here.Value = call;
        lock (_lock)
        {
            _calls.Add(call);
        }

        return call;
    }

    /// <summary>Completes when no call runs.</summary>
    public Task WhenIdle()
    {
        lock (_lock)
        {
            return _calls.Count == 0 ? Task.CompletedTask : (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private sealed class Call(RunningCalls calls, IToolTask? task) : IDisposable
    {
        public IToolTask? Task => task;

        public void Dispose()
        {
            lock (calls._lock)
            {
                calls._calls.Remove(this);
                if (calls._calls.Count == 0)
                {
                    calls._idle?.TrySetResult();
                    calls._idle = null;
                }
            }
        }
    }
}
