using System.Diagnostics;
using InteractionCore.Model;
using InteractionCore.Sessions.Observers;
using InteractionCore.Turns;
using Microsoft.Extensions.Logging;

namespace InteractionCore.Sessions;

/// <summary>One conversation: receiving, taking turns, delegating and sending start together and end together.</summary>
public sealed partial class InteractionSession
{
    private readonly LiveHost _host;
    private readonly SessionState _state;
    private readonly ILogger _logger;

    internal InteractionSession(LiveHost host, SessionState state, string id, ILogger logger)
    {
        (_host, _state, Id, _logger) = (host, state, id, logger);
    }

    public string Id { get; }

    public ModelLayout Layout => _state.Layout;

    /// <summary>Tasks the agent has not finished yet.</summary>
    public int OpenDelegations => _state.Delegations.Count;

    public TurnStatistics Turns => _state.Turns;

    /// <summary>How it is now. Any thread.</summary>
    public SessionStatus Status() =>
        new(Id, TurnTimes.Of(_state.Turns), _state.Channels.Depths, _state.Model.Cache, _state.Delegations.Count, _state.Transcript.WordCount, _state.Facts.Count);

    /// <summary>Runs the conversation until one side ends it. To be called once; frees the session's place at the end.</summary>
    public async Task<SessionSummary> RunAsync(ISessionTransport transport, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var turns = new SessionTurns(_state);
        using Activity? span = InteractionTracing.StartSession(Id, _host.Model.Description.Name);
        LogStarted(Id);
        _state.Observations = _host.Observers.Follow(Id, _state.InjectAsync, stop.Token);
        var presence = new Presence(_host.Loop, turns);
        Task receiving = transport.ReceiveAsync(new SessionInput(_state, presence.Pause), stop.Token);
        Task delegating = _host.CreateWorker(_state).RunAsync(stop.Token);
        Task sending = transport.SendAsync(_state.Channels.Events.Reader, stop.Token);

        // The first to end is the reason the session ends; the others only follow it.
        Task first = await Task.WhenAny(receiving, turns.Ended, delegating, sending);
        presence.End();
        // Of a step that does not end nothing can be waited for.
        Task idle = _host.Loop.DrainAsync();
        if (turns.Ended.Exception?.InnerException is not StepStuckException)
        {
            await idle;
        }

        _state.Channels.Events.Writer.TryComplete();
        if (first == receiving && first.IsCompletedSuccessfully)
        {
            // The client said goodbye and still reads: what was written before reaches it.
            await Task.WhenAny(sending, Task.Delay(_host.FarewellTime, _host.Time, cancellationToken));
        }

        await stop.CancelAsync();
        await Task.WhenAll(receiving, delegating, sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task freed = FreeAsync(idle);
        if (idle.IsCompleted)
        {
            await freed;
        }

        SessionSummary summary = Summarize(first, turns, cancellationToken);
        var ended = new SessionEnded(summary.Turns.Count * Layout.TurnMilliseconds, summary.Reason, summary.Detail, _state.Transcript.Snapshot());
        foreach (Observation observation in _state.Observations)
        {
            observation.End(ended);
        }

        InteractionTracing.EndSession(span, summary);
        LogEnded(Id, summary.Reason, summary.Turns.Count, summary.Turns.Late, summary.Detail ?? "-");
        return summary;
    }

    /// <summary>Gives back the model's state and the session's place once no step uses them.</summary>
    private async Task FreeAsync(Task idle)
    {
        await idle;
        _state.Model.Dispose();
        _host.Release(this);
    }

    private SessionSummary Summarize(Task first, SessionTurns turns, CancellationToken cancellationToken)
    {
        Exception? failure = first.Exception?.InnerException;
        if (cancellationToken.IsCancellationRequested)
        {
            return new SessionSummary(CloseReason.HostStopping, null, _state.Turns);
        }

        if (failure is SlowClientException)
        {
            return new SessionSummary(CloseReason.SlowClient, failure.Message, _state.Turns);
        }

        if (failure is not null && first == turns.Ended)
        {
            LogFailed(Id, failure);
            return new SessionSummary(CloseReason.ModelFailed, failure.Message, _state.Turns);
        }

        if (failure is not null)
        {
            LogFailed(Id, failure);
            return new SessionSummary(CloseReason.ClientError, failure.Message, _state.Turns);
        }

        return new SessionSummary(CloseReason.ClientLeft, null, _state.Turns);
    }

    [LoggerMessage(LogLevel.Information, "Session {Session} started.")]
    private partial void LogStarted(string session);

    [LoggerMessage(LogLevel.Information, "Session {Session} ended: {Reason}; {Turns} turns, {Late} late. {Detail}")]
    private partial void LogEnded(string session, CloseReason reason, int turns, int late, string detail);

    [LoggerMessage(LogLevel.Error, "Session {Session} failed.")]
    private partial void LogFailed(string session, Exception exception);
}
