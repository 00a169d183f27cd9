using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;

namespace AgentHost.Dialects;

/// <summary>
/// A WebSocket that speaks JSON events. Reading has one caller; sending may be called from several and is put in line.
/// </summary>
internal sealed class WireSocket(WebSocket socket) : IDisposable
{
    /// <summary>Longest event accepted: a picture of 3 MB in base64, or half a minute of audio.</summary>
    public const int MaxEventBytes = 4 * 1024 * 1024;

    /// <summary>How long the other side may take to close after this one.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly ArrayBufferWriter<byte> _received = new(16 * 1024);
    private readonly SemaphoreSlim _sending = new(1);
    private long _events;

    /// <summary>How the other side closed the connection; null while it is open, and when it broke off.</summary>
    public WebSocketCloseStatus? ClosedWith => socket.CloseStatus;

    /// <summary>The next event's bytes, valid until the next call; null when the other side has left.</summary>
    /// <exception cref="ProtocolException">An event is too long, and the connection of no use any more; or it is binary.</exception>
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
                throw new ProtocolException(ProtocolException.TooLarge, $"An event is longer than {MaxEventBytes} bytes. Send audio in smaller pieces.");
            }

            if (result.EndOfMessage)
            {
                return result.MessageType is WebSocketMessageType.Text
                    ? _received.WrittenMemory
                    : throw new ProtocolException("invalid_event", "Events are text messages with JSON, not binary ones.");
            }
        }
    }

    /// <summary>Sends one event; <paramref name="writeFields"/> writes what follows its type and id.</summary>
    public ValueTask SendAsync<TState>(string type, TState state, Action<Utf8JsonWriter, TState> writeFields, CancellationToken cancellationToken) =>
        SendAsync(WireEvent.Write(type, $"event_{Interlocked.Increment(ref _events)}", state, writeFields), cancellationToken);

    /// <summary>Sends one event as it is; nothing happens when nobody is there any more.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(json, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The other side has gone; whoever receives notices.
        }
        finally
        {
            _sending.Release();
        }
    }

    public async Task CloseAsync(WebSocketCloseStatus status, string reason, CancellationToken cancellationToken)
    {
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            try
            {
                await socket.CloseOutputAsync(status, reason, cancellationToken);
            }
            catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Nobody is there to say goodbye to.
            }
        }
    }

    /// <summary>Says goodbye and waits a moment for the other side to do the same: what was sent before could be lost otherwise.</summary>
    /// <param name="reading">Whoever reads from the connection; once that is done, what still comes is thrown away here.</param>
    public async Task CloseAsync(WebSocketCloseStatus status, string reason, Task reading, TimeProvider time)
    {
        using var enough = new CancellationTokenSource(Farewell, time);
        await CloseAsync(status, reason, enough.Token);
        await Task.WhenAny(reading, Task.Delay(Farewell, time, enough.Token));
        try
        {
            while (reading.IsCompleted && socket.State is WebSocketState.CloseSent && await ReceiveAsync(enough.Token) is not null)
            {
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ProtocolException or ObjectDisposedException)
        {
            // It has had its time.
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        _sending.Dispose();
    }
}
