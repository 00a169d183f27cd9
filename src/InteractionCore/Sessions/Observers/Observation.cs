using System.Threading.Channels;
using InteractionCore.Plugins;
using Microsoft.Extensions.Logging;

namespace InteractionCore.Sessions.Observers;

/// <summary>One observer's following of one session.</summary>
internal sealed partial class Observation
{
    /// <summary>Events held for an observer: half a minute of a lively conversation.</summary>
    public const int Capacity = 512;

    /// <summary>How long an observer may take to finish when the session has ended.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly ISessionObserver _observer;
    private readonly ObservedSession _session;
    private readonly Channel<SessionEvent> _events;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public Observation(ISessionObserver observer, ObservedSession session, TimeProvider time, ILogger logger)
    {
        (_observer, _session, _time, _logger) = (observer, session, time, logger);
        // The loop cannot wait, and what is new says more than what is old: the oldest goes and is counted.
        _events = Channel.CreateBounded<SessionEvent>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => session.Miss());
    }

    /// <summary>Events the observer was too slow for.</summary>
    public long Missed => _session.Missed;

    /// <summary>Never waits. Any thread.</summary>
    public void Note(SessionEvent sessionEvent) => _events.Writer.TryWrite(sessionEvent);

    /// <summary>The last event; from now on the observer has <see cref="Grace"/> to finish.</summary>
    public void End(SessionEnded end)
    {
        Note(end);
        _events.Writer.TryComplete();
        _ended.TrySetResult();
    }

    /// <summary>Has the observer follow; ends when it has finished, failed, or not finished in time. Does not throw.</summary>
    /// <returns>What it did wrong; null for nothing.</returns>
    public async Task<string?> RunAsync()
    {
        using var stop = new CancellationTokenSource();
        // On a thread of the pool: an observer may block before its first await.
        Task observing = Task.Run(() => _observer.ObserveAsync(_session, _events.Reader.ReadAllAsync(stop.Token), stop.Token), CancellationToken.None);
        string? problem = null;
        try
        {
            await Task.WhenAny(observing, _ended.Task);
            await observing.WaitAsync(Grace, _time);
        }
        catch (TimeoutException) when (!observing.IsCompleted)
        {
            problem = $"did not finish within {Grace.TotalSeconds:0} s of the end of session {_session.Id}";
            LogHung(_observer.Name, _session.Id, Grace.TotalSeconds);
            await stop.CancelAsync();
        }
        catch (Exception exception)
        {
            problem = $"failed in session {_session.Id}: {exception.Message}";
            LogFailed(_observer.Name, _session.Id, exception);
        }

        // Nobody reads any more: what still comes is let go.
        _events.Writer.TryComplete();
        if (Missed > 0)
        {
            LogMissed(_observer.Name, _session.Id, Missed);
        }

        return problem;
    }

    [LoggerMessage(LogLevel.Warning, "Observer {Observer} did not finish within {Seconds} s of the end of session {Session}; nobody waits for it.")]
    private partial void LogHung(string observer, string session, double seconds);

    [LoggerMessage(LogLevel.Error, "Observer {Observer} failed in session {Session}, which goes on without it.")]
    private partial void LogFailed(string observer, string session, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Observer {Observer} was too slow for session {Session}: it missed {Missed} events.")]
    private partial void LogMissed(string observer, string session, long missed);
}
