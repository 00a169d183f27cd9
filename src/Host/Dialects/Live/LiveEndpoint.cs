using System.Net.WebSockets;
using System.Text.Json;
using AgentHost.Recording;
using InteractionCore.Model;
using InteractionCore.Sessions;

namespace AgentHost.Dialects.Live;

/// <summary>The Live dialect at /v1/live/sessions: one WebSocket is one session.</summary>
internal sealed class LiveEndpoint(LiveHost host, Recorders recorders, TimeProvider time, IHostApplicationLifetime lifetime)
{
    public const string Path = "/v1/live/sessions";

    /// <summary>How long a connected client may take to start its session.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(15);

    public async Task HandleAsync(HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            await http.Response.WriteAsync("This is a WebSocket endpoint of the Live protocol.", http.RequestAborted);
            return;
        }

        WebSocket accepted = await http.WebSockets.AcceptWebSocketAsync();
        RecordedSocket? recorded = recorders.Wrap(accepted);
        using var socket = new LiveSocket(recorded ?? accepted);
        try
        {
            // Not RequestAborted: a client that goes away ends its own receiving, and the session with it.
            await RunAsync(socket, lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await socket.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "The host is stopping.", CancellationToken.None);
        }
        finally
        {
            if (recorded is not null)
            {
                await recorded.FinishAsync();
            }
        }
    }

    private async Task RunAsync(LiveSocket socket, CancellationToken cancellationToken)
    {
        LiveSession? session;
        try
        {
            session = await StartAsync(socket, cancellationToken);
            if (session is null)
            {
                return;
            }
        }
        catch (LiveProtocolException exception)
        {
            await socket.SendErrorAsync(exception.Code, exception.Message, null, cancellationToken);
            await socket.CloseAsync(WebSocketCloseStatus.PolicyViolation, exception.Code, cancellationToken);
            return;
        }

        if (host.TryCreate(OptionsOf(session), out Refusal? refusal) is not { } live)
        {
            await socket.SendErrorAsync("host_full", refusal!.Reason, null, cancellationToken, refusal.RetryAfter);
            await socket.CloseAsync(WebSocketCloseStatus.PolicyViolation, "host_full", cancellationToken);
            return;
        }

        session.Id = live.Id;
        await socket.SendAsync("session.started", (session, host.Model), static (json, state) =>
        {
            state.session.WriteResource(json);
            WriteCapabilities(json, state.Model);
        }, cancellationToken);

        SessionSummary summary = await live.RunAsync(new LiveTransport(socket, session), cancellationToken);
        await SayGoodbyeAsync(socket, session, summary);
    }

    /// <summary>The session the client asks for; null when it left without asking.</summary>
    private async Task<LiveSession?> StartAsync(LiveSocket socket, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(StartTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            if (await socket.ReceiveAsync(either.Token) is not { } first)
            {
                return null;
            }

            return LiveJson.Read(first.Span) is SessionStart start
                ? LiveSession.Create(start.Session, host.Model.Layout)
                : throw new LiveProtocolException("not_started", "The first event must be session.start.");
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new LiveProtocolException("start_timeout", $"No session.start came within {StartTimeout.TotalSeconds:0} s.");
        }
    }

    private static SessionSettings OptionsOf(LiveSession session) => new(session.Instructions, new ModelSessionOptions(session.Voice))
    {
        ReportTurns = session.Extensions.Contains(LiveExtensions.Turns),
        ClientDelegation = session.ClientDelegation,
        UnwantedTools = session.UnwantedTools,
    };

    private static void WriteCapabilities(Utf8JsonWriter json, IInteractionModel model)
    {
        json.WriteStartObject("capabilities"u8);
        json.WriteString("model"u8, model.Description.Name);
        json.WriteBoolean("speaks"u8, model.Description.Speaks);
        json.WriteBoolean("sees"u8, model.Layout.TakesVideo);
        json.WriteStartArray("extensions"u8);
        foreach (string extension in LiveExtensions.All)
        {
            json.WriteStringValue(extension);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static async Task SayGoodbyeAsync(LiveSocket socket, LiveSession session, SessionSummary summary)
    {
        // The session's token may be cancelled already; a client that is still there gets its goodbye within a second.
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        if (summary.Detail is { } detail)
        {
            await socket.SendErrorAsync("session_failed", detail, null, soon.Token);
        }

        await socket.SendAsync("session.closed", (session, summary), static (json, state) =>
        {
            json.WriteString("reason"u8, state.summary.Reason is CloseReason.ClientLeft ? "close_requested"u8 : "connection_lost"u8);
            state.session.WriteResource(json);
            json.WriteStartObject("usage"u8);
            json.WriteNumber("seconds"u8, state.summary.Turns.Count * state.session.Layout.TurnDuration.TotalSeconds);
            json.WriteEndObject();
        }, soon.Token);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, summary.Reason.ToString(), soon.Token);
    }
}
