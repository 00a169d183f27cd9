using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;

namespace AgentHost.Dialects.Live;

/// <summary>
/// A WebSocket that speaks JSON events. Reading has one caller; sending may be called from several and is put in line.
/// </summary>
internal sealed class LiveSocket(WebSocket socket) : IDisposable
{
    /// <summary>Longest event accepted: a picture of 3 MB in base64, or half a minute of audio.</summary>
    private const int MaxEventBytes = 4 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _received = new(16 * 1024);
    private readonly ArrayBufferWriter<byte> _outgoing = new(64 * 1024);
    private readonly SemaphoreSlim _sending = new(1);
    private long _events;

    /// <summary>The next event's bytes, valid until the next call; null when the client has left.</summary>
    /// <exception cref="LiveProtocolException">An event is too long.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        _received.ResetWrittenCount();
        while (true)
        {
            ValueWebSocketReceiveResult result;
            try
            {
                result = await socket.ReceiveAsync(_received.GetMemory(8 * 1024), cancellationToken);
            }
            catch (WebSocketException)
            {
                return null;
            }

            if (result.MessageType is WebSocketMessageType.Close)
            {
                return null;
            }

            _received.Advance(result.Count);
            if (_received.WrittenCount > MaxEventBytes)
            {
                throw new LiveProtocolException("event_too_large", $"An event is longer than {MaxEventBytes} bytes. Send audio in smaller pieces.");
            }

            if (result.EndOfMessage)
            {
                return _received.WrittenMemory;
            }
        }
    }

    /// <summary>Sends one event; <paramref name="writeFields"/> writes what follows its type and id.</summary>
    public async ValueTask SendAsync<TState>(string type, TState state, Action<Utf8JsonWriter, TState> writeFields, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            _outgoing.ResetWrittenCount();
            await using (var json = new Utf8JsonWriter(_outgoing))
            {
                json.WriteStartObject();
                json.WriteString("type"u8, type);
                json.WriteString("event_id"u8, $"event_{++_events}");
                writeFields(json, state);
                json.WriteEndObject();
            }

            await socket.SendAsync(_outgoing.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
        catch (WebSocketException)
        {
            // The client has gone; the receiving side notices and ends the session.
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <param name="retryAfter">When the same may be tried again with success.</param>
    public ValueTask SendErrorAsync(string code, string message, string? clientEventId, CancellationToken cancellationToken, TimeSpan? retryAfter = null) =>
        SendAsync("error", (code, message, clientEventId, retryAfter), static (json, error) =>
        {
            json.WriteStartObject("error"u8);
            json.WriteString("type"u8, "invalid_request_error"u8);
            json.WriteString("code"u8, error.code);
            json.WriteString("message"u8, error.message);
            if (error.clientEventId is not null)
            {
                json.WriteString("client_event_id"u8, error.clientEventId);
            }

            if (error.retryAfter is { } after)
            {
                json.WriteNumber("retry_after_ms"u8, (long)after.TotalMilliseconds);
            }

            json.WriteEndObject();
        }, cancellationToken);

    public async Task CloseAsync(WebSocketCloseStatus status, string reason, CancellationToken cancellationToken)
    {
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            try
            {
                await socket.CloseOutputAsync(status, reason, cancellationToken);
            }
            catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
            {
                // Nobody is there to say goodbye to.
            }
        }
    }

    public void Dispose()
    {
        _sending.Dispose();
        socket.Dispose();
    }
}

/// <summary>The client did what the protocol does not allow; the message is for it.</summary>
internal sealed class LiveProtocolException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
