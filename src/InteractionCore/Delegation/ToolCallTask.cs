using InteractionCore.Injections;
using InteractionCore.Ui;

namespace InteractionCore.Delegation;

/// <summary>The task as one tool call sees it, from the call's begin to its end.</summary>
/// <param name="limit">The call's own limit of time.</param>
/// <param name="longer">What becomes of it when the call may take longer.</param>
internal sealed class ToolCallTask(ToolCall call, DelegationTask task, Deadline limit, TimeSpan longer, TimeProvider time) : IToolTask, IServiceProvider, IDisposable
{
    /// <summary>Progress reaches the client at most this often,</summary>
    private static readonly TimeSpan ForClient = TimeSpan.FromMilliseconds(500);

    /// <summary>and the model at most this often: it is context that takes the place of words.</summary>
    private static readonly TimeSpan ForModel = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private long? _toldClient;
    private long? _toldModel;
    private bool _ended;

    public string DelegationId => task.Id;

    private string SurfaceId => $"progress-{call.CallId}";

    public object? GetService(Type serviceType) => serviceType == typeof(IToolTask) ? this : null;

    public void Report(ToolProgress progress)
    {
        long now = time.GetTimestamp();
        lock (_lock)
        {
            if (_ended || Within(_toldClient, now, ForClient))
            {
                return;
            }

            bool first = _toldClient is null;
            string? words = !string.IsNullOrWhiteSpace(progress.Message) && !Within(_toldModel, now, ForModel) ? progress.Message.Trim() : null;
            // Not the words of a tool that just began: a short call is over before they were fed.
            words = first ? null : words;
            var told = new Injection(words is null ? InjectionKind.Silent : InjectionKind.Progress, words)
            {
                Update = new DelegationUpdate(DelegationStatus.Running, call.Name, Detail: progress.ToString()) { Progress = progress },
                Ui = first ? Cards.Progress(SurfaceId, call.Name, task.Id, progress) : Surface.Change(SurfaceId, "/progress", Cards.ProgressLine(progress)),
            };
            if (task.TryInject(told))
            {
                _toldClient = now;
                _toldModel = words is null && !first ? _toldModel : now;
            }
        }
    }

    public void AllowLonger()
    {
        if (!_ended)
        {
            limit.Extend(longer);
            task.AllowLonger(longer);
        }
    }

    public ValueTask ShowAsync(UiDescriptor ui, CancellationToken cancellationToken) => _ended ? ValueTask.CompletedTask : task.ShowAsync(ui, cancellationToken);

    public ValueTask ShowAsync(UiApp app, CancellationToken cancellationToken) => _ended ? ValueTask.CompletedTask : task.ShowAsync(app, cancellationToken);

    public async Task<UserAnswer> AskAsync(UserQuestion question, CancellationToken cancellationToken)
    {
        if (_ended)
        {
            return UserAnswer.None;
        }

        using IDisposable still = limit.Stop();
        return await task.AskAsync(question, cancellationToken);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (!_ended && _toldClient is not null)
            {
                task.TryInject(new Injection(InjectionKind.Silent) { Ui = Surface.Delete(SurfaceId) });
            }

            _ended = true;
        }
    }

    private bool Within(long? since, long now, TimeSpan span) => since is { } then && time.GetElapsedTime(then, now) < span;
}
