using System.Net.WebSockets;
using AgentHost.Recording;

namespace AgentHost.Dialects;

/// <summary>What the endpoints of all dialects do before and after their own part.</summary>
internal static class WebSocketEndpoint
{
    /// <summary>Accepts the connection and serves it; a protocol error that is left over is told to the client, and ends it.</summary>
    /// <param name="dialect">For people who come with a browser.</param>
    /// <param name="subProtocol">Answered when the client offers it.</param>
    /// <param name="recorders">Records what goes over the connection, when it starts a session and recordings are wanted.</param>
    public static async Task ServeAsync(HttpContext http, DialectOptions options, string dialect, string? subProtocol, IHostApplicationLifetime lifetime, Func<WireSocket, CancellationToken, Task> serve, Recorders? recorders = null)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            await http.Response.WriteAsync($"This is a WebSocket endpoint of the {dialect} protocol.", http.RequestAborted);
            return;
        }

        string? origin = http.Request.Headers.Origin;
        if (!options.Allows(origin, http.Request.Host))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            await http.Response.WriteAsync($"Pages of {origin} may not connect to this host (Dialects:AllowedOrigins).", http.RequestAborted);
            return;
        }

        string? accepted = http.WebSockets.WebSocketRequestedProtocols.FirstOrDefault(offered => offered == subProtocol);
        WebSocket connection = await http.WebSockets.AcceptWebSocketAsync(accepted);
        RecordedSocket? recorded = recorders?.Wrap(connection);
        using var socket = new WireSocket(recorded ?? connection);
        try
        {
            // Not RequestAborted: a client that goes away ends its own receiving, and the session with it.
            await serve(socket, lifetime.ApplicationStopping);
        }
        catch (ProtocolException exception)
        {
            await socket.SendAsync("error", exception.ToError(), static (json, error) => WireEvent.WriteError(json, error, "client_event_id"), CancellationToken.None);
            await socket.CloseAsync(exception.Code == ProtocolException.TooLarge ? WebSocketCloseStatus.MessageTooBig : WebSocketCloseStatus.PolicyViolation, exception.Code, CancellationToken.None);
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
}
