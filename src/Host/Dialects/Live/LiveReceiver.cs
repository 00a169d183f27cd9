using System.Net.WebSockets;

namespace AgentHost.Dialects.Live;

/// <summary>How a connection ended.</summary>
internal enum Departure
{
    /// <summary>With session.close.</summary>
    Requested,

    /// <summary>With a WebSocket's normal closing.</summary>
    HungUp,

    /// <summary>Without a word, or with a close that means an accident.</summary>
    Lost,

    /// <summary>Another connection goes on with the session.</summary>
    TakenOver,
}

/// <summary>Reads a connection's events and has them carried out; what is wrong with one is told to its sender.</summary>
/// <param name="isObserver">An observer may not send audio.</param>
internal sealed class LiveReceiver(WireSocket socket, Outbox errors, bool isObserver)
{
    /// <summary>Called with the id of each event that was carried out or refused.</summary>
    public Action<string?>? Arrived { get; init; }

    public async Task<Departure> RunAsync(Task<LiveCommands> ready, CancellationToken cancellationToken)
    {
        try
        {
            LiveCommands commands = await ready.WaitAsync(cancellationToken);
            while (true)
            {
                ReadOnlyMemory<byte> bytes = default;
                try
                {
                    if (await socket.ReceiveAsync(cancellationToken) is not { } received)
                    {
                        return socket.ClosedWith is WebSocketCloseStatus.NormalClosure ? Departure.HungUp : Departure.Lost;
                    }

                    bytes = received;
                    ClientEvent clientEvent = LiveJson.Read(bytes.Span);
                    if (clientEvent is SessionClose)
                    {
                        return Departure.Requested;
                    }

                    if (isObserver && clientEvent is InputAudioAppend or InputVideoAppend or PlaybackAck)
                    {
                        throw new ProtocolException("unsupported_event", "This connection watches: audio and what was played are the client's own to send.");
                    }

                    await commands.HandleAsync(clientEvent, cancellationToken);
                    Arrived?.Invoke(clientEvent.EventId);
                }
                catch (InvalidOperationException exception)
                {
                    // JSON of another shape than it must have, deep inside where anything may be.
                    await errors.SendAsync("error", new WireError("invalid_event", exception.Message, WireEvent.IdOf(bytes.Span)), static (json, error) => WireEvent.WriteError(json, error, "client_event_id"), cancellationToken);
                }
                catch (ProtocolException exception)
                {
                    Arrived?.Invoke(WireEvent.IdOf(bytes.Span));
                    await errors.SendAsync("error", exception.ToError(bytes.IsEmpty ? null : WireEvent.IdOf(bytes.Span)), static (json, error) => WireEvent.WriteError(json, error, "client_event_id"), cancellationToken);
                    if (exception.Code == ProtocolException.TooLarge)
                    {
                        return Departure.HungUp;
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The session's end cancels this too, and then nobody asks for the reason.
            return Departure.TakenOver;
        }
    }
}
