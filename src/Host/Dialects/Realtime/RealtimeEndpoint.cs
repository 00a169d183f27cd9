using System.Net.WebSockets;
using InteractionCore.Sessions;
using Microsoft.Extensions.Options;

namespace AgentHost.Dialects.Realtime;

/// <summary>The Realtime dialect at /v1/realtime: one WebSocket is one session, which starts with the connection.</summary>
internal sealed class RealtimeEndpoint(LiveHost host, IOptions<DialectOptions> options, TimeProvider time, IHostApplicationLifetime lifetime)
{
    public const string Path = "/v1/realtime";
    public const string SubProtocol = "realtime";

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    public Task HandleAsync(HttpContext http) => WebSocketEndpoint.ServeAsync(http, options.Value, "Realtime", SubProtocol, lifetime, (socket, cancellationToken) =>
        RunAsync(socket, http.Request.Query["model"].ToString() is { Length: > 0 } model ? model : host.Model.Description.Name, cancellationToken));

    private async Task RunAsync(WireSocket socket, string model, CancellationToken cancellationToken)
    {
        // Turn by turn, so that a silence can end a response.
        if (host.TryCreate(new SessionSettings { ReportTurns = true, KeepsReports = true }, out Refusal? refusal) is not { } live)
        {
            throw new ProtocolException("host_full", refusal!.Reason);
        }

        var outbox = new Outbox(0);
        var events = new RealtimeEvents(outbox);
        var session = new RealtimeSession(model);
        events.Post("session.created", session, static (json, session) => session.Write(json));
        using var connection = new CancellationTokenSource();
        var transport = new RealtimeTransport(socket, outbox, session, events, connection.Token);
        Task pumping = outbox.PumpAsync(socket, 0, () => transport.Epoch, connection.Token);
        SessionSummary summary = await live.RunAsync(transport, cancellationToken);
        if (summary.Detail is { } detail)
        {
            events.PostError(new WireError("session_failed", detail) { Type = WireError.Server });
        }

        outbox.Complete();
        await Task.WhenAny(pumping, Task.Delay(Farewell, time, CancellationToken.None));
        await socket.CloseAsync(StatusOf(summary), summary.Reason.ToString(), transport.Reading, time);
        await connection.CancelAsync();
        await Task.WhenAll(pumping, transport.Reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static WebSocketCloseStatus StatusOf(SessionSummary summary) => summary.Reason switch
    {
        CloseReason.SlowClient => WebSocketCloseStatus.PolicyViolation,
        CloseReason.ModelFailed => WebSocketCloseStatus.InternalServerError,
        CloseReason.HostStopping => WebSocketCloseStatus.EndpointUnavailable,
        _ => WebSocketCloseStatus.NormalClosure,
    };
}
