using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using AgentHost.Recording;
using InteractionCore.Model;
using InteractionCore.Sessions;
using Microsoft.Extensions.Options;

namespace AgentHost.Dialects.Live;

/// <summary>
/// The Live dialect. A WebSocket at /v1/live/sessions starts a session, or goes on with one that lost its connection; one at
/// /v1/live/sessions/{id}/attach watches it.
/// </summary>
internal sealed class LiveEndpoint(LiveHost host, LiveSessions sessions, Recorders recorders, IOptions<DialectOptions> options, TimeProvider time, IHostApplicationLifetime lifetime)
{
    public const string Path = "/v1/live/sessions";
    public const string AttachPath = Path + "/{id}/attach";

    /// <summary>How long a connected client may take to start its session.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(15);

    public Task HandleAsync(HttpContext http) => WebSocketEndpoint.ServeAsync(http, options.Value, "Live", null, lifetime, async (socket, cancellationToken) =>
    {
        switch (await StartAsync(socket, cancellationToken))
        {
            case SessionStart start:
                await BeginAsync(socket, start, cancellationToken);
                break;
            case SessionResume resume:
                await ResumeAsync(socket, resume, cancellationToken);
                break;
        }
    }, recorders);

    public Task AttachAsync(HttpContext http, string id) => WebSocketEndpoint.ServeAsync(http, options.Value, "Live", null, lifetime, async (socket, cancellationToken) =>
    {
        LiveConversation conversation = sessions.Find(id) ?? throw new ProtocolException("unknown_session", "There is no such session, or it has ended.");
        if (!conversation.HasRoomForObserver)
        {
            throw new ProtocolException("too_many_observers", $"This session has {options.Value.MaxObservers} watchers already (Dialects:MaxObservers).");
        }

        await conversation.ObserveAsync(socket, cancellationToken);
    });

    private async Task BeginAsync(WireSocket socket, SessionStart start, CancellationToken cancellationToken)
    {
        var session = LiveSession.Create(start.Session, host.Model.Layout);
        if (host.TryCreate(OptionsOf(session), out Refusal? refusal) is not { } live)
        {
            await socket.SendAsync("error", new WireError("host_full", refusal!.Reason, start.EventId) { Type = WireError.Server, RetryAfter = refusal.RetryAfter },
                static (json, error) => WireEvent.WriteError(json, error, "client_event_id"), cancellationToken);
            await socket.CloseAsync(WebSocketCloseStatus.PolicyViolation, "host_full", cancellationToken);
            return;
        }

        var conversation = new LiveConversation(session, options.Value, time);
        sessions.Keep(conversation, () => conversation.RunAsync(live, json =>
        {
            WireEvent.WriteOptional(json, "client_event_id", start.EventId);
            session.WriteResource(json);
            WriteCapabilities(json, host.Model);
        }, lifetime.ApplicationStopping));
        await conversation.ServeAsync(socket, after: 0, greet: null, cancellationToken);
    }

    private async Task ResumeAsync(WireSocket socket, SessionResume resume, CancellationToken cancellationToken)
    {
        long after = 0;
        if (resume.LastEventId is { } last && !(last.StartsWith("event_", StringComparison.Ordinal) && long.TryParse(last.AsSpan("event_".Length), NumberStyles.None, CultureInfo.InvariantCulture, out after)))
        {
            throw new ProtocolException("invalid_event", $"\"last_event_id\" is an id such as event_12, not '{last}'.", "last_event_id");
        }

        LiveConversation conversation = sessions.Find(resume.SessionId) is { } found && found.Has(after)
            ? found
            : throw new ProtocolException("resume_failed", "The session is over, was not started with the extension \"resume\", or what was missed is no longer kept. Start a new one.");
        await conversation.ServeAsync(socket, after, greet: lastClientEventId => socket.SendAsync(WireEvent.Write("session.resumed", null, (resume, conversation.Id, lastClientEventId), static (json, state) =>
        {
            WireEvent.WriteOptional(json, "client_event_id", state.resume.EventId);
            json.WriteString("session_id"u8, state.Id);
            json.WriteString("last_client_event_id"u8, state.lastClientEventId);
        }), cancellationToken), cancellationToken);
    }

    /// <summary>The connection's first event; null when the client left without one.</summary>
    private async Task<ClientEvent?> StartAsync(WireSocket socket, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(StartTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await socket.ReceiveAsync(either.Token) is not { } first
                ? null
                : LiveJson.Read(first.Span) is (SessionStart or SessionResume) and var start
                    ? start
                    : throw new ProtocolException("not_started", "The first event must be session.start, or session.resume.");
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new ProtocolException("start_timeout", $"No session.start came within {StartTimeout.TotalSeconds:0} s.");
        }
    }

    private static SessionSettings OptionsOf(LiveSession session) => new(session.AgentInstructions, new ModelSessionOptions(session.Voice))
    {
        ReportTurns = session.Extensions.Contains(LiveExtensions.Turns),
        ClientDelegation = session.ClientDelegation,
        UnwantedTools = session.UnwantedTools,
        History = session.History,
    };

    private void WriteCapabilities(Utf8JsonWriter json, IInteractionModel model)
    {
        json.WriteStartObject("capabilities"u8);
        json.WriteString("model"u8, model.Description.Name);
        json.WriteBoolean("speaks"u8, model.Description.Speaks);
        json.WriteBoolean("sees"u8, model.Layout.TakesVideo);
        json.WriteNumber("resume_grace_ms"u8, (long)options.Value.ResumeGrace.TotalMilliseconds);
        json.WriteStartArray("extensions"u8);
        foreach (string extension in LiveExtensions.All)
        {
            json.WriteStringValue(extension);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
