using System.Collections.Concurrent;

namespace AgentHost.Dialects.Live;

/// <summary>The sessions of the Live dialect that live now, by the id their clients know. Thread-safe.</summary>
internal sealed partial class LiveSessions(ILogger<LiveSessions> logger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, (LiveConversation Conversation, Task Running)> _sessions = new(StringComparer.Ordinal);

    public LiveConversation? Find(string id) => _sessions.TryGetValue(id, out (LiveConversation Conversation, Task) session) ? session.Conversation : null;

    /// <summary>Keeps a session until what runs it ends.</summary>
    public void Keep(LiveConversation conversation, Func<Task> run)
    {
        var begin = new TaskCompletionSource();
        Task running = RunAsync(conversation, begin.Task, run);
        _sessions[conversation.Id] = (conversation, running);
        begin.SetResult();
    }

    /// <summary>Waits for those that still end.</summary>
    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(_sessions.Values.Select(session => session.Running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task RunAsync(LiveConversation conversation, Task begin, Func<Task> run)
    {
        try
        {
            await begin;
            await run();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(exception);
        }
        finally
        {
            _sessions.TryRemove(conversation.Id, out _);
            conversation.Dispose();
        }
    }

    [LoggerMessage(LogLevel.Error, "A session of the Live dialect failed.")]
    private partial void LogFailed(Exception exception);
}
