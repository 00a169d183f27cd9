using System.Net.WebSockets;
using System.Threading.Channels;
using InteractionCore.Sessions;

namespace AgentHost.Dialects.Live;

/// <summary>A session of the Live dialect. It may outlive its connection, and others may watch it.</summary>
internal sealed class LiveConversation : ISessionTransport, IDisposable
{
    /// <summary>How long a client that is still there may take for what is left for it.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan BetweenUsages = TimeSpan.FromSeconds(15);

    private readonly LiveSession _session;
    private readonly DialectOptions _options;
    private readonly TimeProvider _time;
    private readonly Outbox _outbox;
    private readonly LiveAnnouncer _announcer;
    private readonly TaskCompletionSource<LiveCommands> _commands = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SessionSummary> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _serving = new(1);
    private readonly Lock _lock = new();
    private SessionInput? _input;
    private volatile string? _lastClientEventId;
    private CancellationTokenSource? _connection;
    private ITimer? _grace;

    public LiveConversation(LiveSession session, DialectOptions options, TimeProvider time)
    {
        (_session, _options, _time) = (session, options, time);
        _outbox = new Outbox(CanResume ? options.ResumeBytes : 0);
        _announcer = new LiveAnnouncer(session, _outbox, time);
    }

    public string Id => _session.Id;

    public bool CanResume => _session.Extensions.Contains(LiveExtensions.Resume);

    public bool HasRoomForObserver => _announcer.Watchers < _options.MaxObservers;

    /// <summary>Runs the session to its end, and tells everyone how it ended.</summary>
    /// <param name="started">Writes the fields of session.started.</param>
    public async Task RunAsync(InteractionSession live, Action<System.Text.Json.Utf8JsonWriter> started, CancellationToken cancellationToken)
    {
        SessionSummary? summary = null;
        try
        {
            await _announcer.SendAsync("session.started", started, static (json, write) => write(json), cancellationToken);
            using var usage = new CancellationTokenSource();
            Task reporting = ReportUsageAsync(live, usage.Token);
            summary = await live.RunAsync(this, cancellationToken);
            await usage.CancelAsync();
            await reporting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await SayGoodbyeAsync(summary);
        }
        finally
        {
            _outbox.Complete();
            _ended.TrySetResult(summary ?? new SessionSummary(CloseReason.HostStopping, null, new TurnStatistics()));
        }
    }

    /// <summary>Whether the client can go on after this event.</summary>
    public bool Has(long after) => !_ended.Task.IsCompleted && CanResume && _outbox.Has(after);

    /// <summary>Serves a connection of the session's client until it leaves, is lost, or another takes its place.</summary>
    /// <param name="after">The last event the client has.</param>
    /// <param name="greet">
    /// Called before anything is sent or read, with the id of the last of the client's events that arrived on the connections before.
    /// </param>
    public async Task ServeAsync(WireSocket socket, long after, Func<string?, ValueTask>? greet, CancellationToken cancellationToken)
    {
        using var connection = new CancellationTokenSource();
        await TakeOverAsync(connection, cancellationToken);
        try
        {
            await (greet?.Invoke(_lastClientEventId) ?? ValueTask.CompletedTask);
            Task pumping = _outbox.PumpAsync(socket, after, () => _input?.Epoch ?? 0, connection.Token);
            Task<Departure> receiving = ReceiveAsync(socket, connection.Token);
            await Task.WhenAny(pumping, receiving, _ended.Task);
            if (!_ended.Task.IsCompleted)
            {
                Leave(receiving.IsCompletedSuccessfully ? await receiving : connection.IsCancellationRequested ? Departure.TakenOver : Departure.Lost);
            }

            if (_left.Task.IsCompleted || _ended.Task.IsCompleted)
            {
                SessionSummary summary = await _ended.Task;
                await Task.WhenAny(pumping, Task.Delay(Farewell, _time, CancellationToken.None));
                await socket.CloseAsync(StatusOf(summary), summary.Reason.ToString(), receiving, _time);
            }

            await connection.CancelAsync();
            await Task.WhenAll(pumping, receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            Release(connection);
        }
    }

    /// <summary>Serves a connection that watches; what it sends counts as the client's own.</summary>
    public async Task ObserveAsync(WireSocket socket, CancellationToken cancellationToken)
    {
        var watched = new Outbox(0);
        watched.TrySend("session.started", _session, static (json, session) => session.WriteResource(json));
        _announcer.Add(watched);
        using var connection = new CancellationTokenSource();
        Task pumping = watched.PumpAsync(socket, 0, () => _input?.Epoch ?? 0, connection.Token);
        Task<Departure> receiving = new LiveReceiver(socket, watched, isObserver: true).RunAsync(_commands.Task, connection.Token);
        await Task.WhenAny(pumping, receiving, _ended.Task);
        if (receiving is { IsCompletedSuccessfully: true } && await receiving is Departure.Requested)
        {
            _left.TrySetResult("close_requested");
            await _ended.Task;
        }

        watched.Complete();
        _announcer.Remove(watched);
        await Task.WhenAny(pumping, Task.Delay(Farewell, _time, CancellationToken.None));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", receiving, _time);
        await connection.CancelAsync();
        await Task.WhenAll(pumping, receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task ReceiveAsync(SessionInput input, CancellationToken cancellationToken)
    {
        input.Instruct(_session.AgentInstructions);
        input.OfferTools(_session.Tools);
        _input = input;
        _commands.TrySetResult(new LiveCommands(_session, input, _announcer, _time));
        return _left.Task.WaitAsync(cancellationToken);
    }

    public async Task SendAsync(ChannelReader<SessionEvent> events, CancellationToken cancellationToken)
    {
        LiveCommands commands = await _commands.Task.WaitAsync(cancellationToken);
        await foreach (SessionEvent sessionEvent in events.ReadAllAsync(cancellationToken))
        {
            commands.Note(sessionEvent);
            await _announcer.SendAsync(sessionEvent, cancellationToken);
        }
    }

    /// <summary>Connections may still be ending: what they use needs no disposal.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _grace?.Dispose();
        }
    }

    private Task<Departure> ReceiveAsync(WireSocket socket, CancellationToken cancellationToken) =>
        new LiveReceiver(socket, _outbox, isObserver: false) { Arrived = id => _lastClientEventId = id ?? _lastClientEventId }.RunAsync(_commands.Task, cancellationToken);

    /// <summary>Ends the present connection, if there is one, and waits until it has let go.</summary>
    private async Task TakeOverAsync(CancellationTokenSource connection, CancellationToken cancellationToken)
    {
        CancellationTokenSource? previous;
        lock (_lock)
        {
            previous = _connection;
            _connection = connection;
            _grace?.Dispose();
            _grace = null;
        }

        try
        {
            await (previous?.CancelAsync() ?? Task.CompletedTask);
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself just now.
        }

        await _serving.WaitAsync(cancellationToken);
        _input?.Returned();
        _input?.Pause(false);
    }

    private void Release(CancellationTokenSource connection)
    {
        lock (_lock)
        {
            if (_connection == connection)
            {
                _connection = null;
            }
        }

        _serving.Release();
    }

    private void Leave(Departure departure)
    {
        if (departure is Departure.Lost && CanResume)
        {
            lock (_lock)
            {
                _grace = _time.CreateTimer(_ => _left.TrySetResult("connection_lost"), null, _options.ResumeGrace, Timeout.InfiniteTimeSpan);
            }

            if (_options.WhileAway is WhileAway.Pause)
            {
                _input?.Pause(true);
            }
        }
        else if (departure is not Departure.TakenOver)
        {
            _left.TrySetResult(departure switch
            {
                Departure.Requested => "close_requested",
                Departure.HungUp => "remote_hangup",
                _ => "connection_lost",
            });
        }
    }

    private async Task ReportUsageAsync(InteractionSession live, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(BetweenUsages, _time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await _announcer.SendAsync("session.usage.updated", SecondsOf(live.Turns), static (json, seconds) => WriteUsage(json, seconds), cancellationToken);
        }
    }

    private async Task SayGoodbyeAsync(SessionSummary summary)
    {
        // A client that does not read must not keep its session.
        using var soon = new CancellationTokenSource(Farewell, _time);
        try
        {
            if (summary.Detail is { } detail)
            {
                await _announcer.SendAsync("error", new WireError("session_failed", detail) { Type = WireError.Server }, static (json, error) => WireEvent.WriteError(json, error, "client_event_id"), soon.Token);
            }

            string reason = _left.Task.IsCompletedSuccessfully ? await _left.Task : "connection_lost";
            await _announcer.SendAsync("session.closed", (_session, reason, SecondsOf(summary.Turns)), static (json, state) =>
            {
                json.WriteString("reason"u8, state.reason);
                state._session.WriteResource(json);
                WriteUsage(json, state.Item3);
            }, soon.Token);
        }
        catch (OperationCanceledException)
        {
            // It has had its time.
        }
    }

    private double SecondsOf(TurnStatistics turns) => Math.Round(turns.Count * _session.Layout.TurnDuration.TotalSeconds, 3);

    private static void WriteUsage(System.Text.Json.Utf8JsonWriter json, double seconds)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("seconds"u8, seconds);
        json.WriteEndObject();
    }

    private static WebSocketCloseStatus StatusOf(SessionSummary summary) => summary.Reason switch
    {
        CloseReason.SlowClient => WebSocketCloseStatus.PolicyViolation,
        CloseReason.ModelFailed => WebSocketCloseStatus.InternalServerError,
        CloseReason.HostStopping => WebSocketCloseStatus.EndpointUnavailable,
        _ => WebSocketCloseStatus.NormalClosure,
    };
}
