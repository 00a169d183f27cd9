using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenAILive.Wire;

/// <summary>A WebSocket of JSON events to the remote. Sending and receiving have one caller each.</summary>
internal sealed class RemoteSocket : IDisposable
{
    /// <summary>Longest event taken: half a minute of sound.</summary>
    private const int MostEventBytes = 4 * 1024 * 1024;

    private readonly RemoteSettings _settings;
    private readonly TimeProvider _time;
    private readonly ClientWebSocket _socket = new();
    private readonly ArrayBufferWriter<byte> _received = new(16 * 1024);
    private readonly ArrayBufferWriter<byte> _event = new(16 * 1024);
    private readonly Utf8JsonWriter _json;
    private byte[] _pcm = [];

    private RemoteSocket(RemoteSettings settings, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        _json = new Utf8JsonWriter(_event);
        _socket.Options.CollectHttpResponseDetails = true;
        _socket.Options.KeepAliveInterval = settings.AnswerTimeout / 2;
        _socket.Options.KeepAliveTimeout = settings.AnswerTimeout;
        if (settings.ApiKey is { } key)
        {
            _socket.Options.SetRequestHeader("Authorization", $"Bearer {key}");
        }
    }

    /// <exception cref="RemoteException">The remote refuses.</exception>
    /// <exception cref="RemoteLostException">It is not there, or has no room now.</exception>
    public static async Task<RemoteSocket> ConnectAsync(RemoteSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var socket = new RemoteSocket(settings, time);
        try
        {
            await socket._socket.ConnectAsync(settings.Address, cancellationToken);
            return socket;
        }
        catch (WebSocketException exception)
        {
            HttpStatusCode status = socket._socket.HttpStatusCode;
            socket.Dispose();
            throw Explain(settings, status, exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The next event, valid until the next call.</summary>
    /// <exception cref="RemoteLostException">The connection is closed or gone.</exception>
    /// <exception cref="RemoteException">What came is no event.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken cancellationToken)
    {
        _received.ResetWrittenCount();
        while (true)
        {
            ValueWebSocketReceiveResult result;
            try
            {
                result = await _socket.ReceiveAsync(_received.GetMemory(8 * 1024), cancellationToken);
            }
            catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // A socket that is given up for an unanswered ping cancels what waits on it.
                throw new RemoteLostException($"the connection broke off: {exception.InnerException?.Message ?? exception.Message}", exception);
            }

            if (result.MessageType is WebSocketMessageType.Close)
            {
                throw new RemoteLostException($"the remote closed the connection ({(int?)_socket.CloseStatus} {_socket.CloseStatusDescription})");
            }

            _received.Advance(result.Count);
            if (result.MessageType is WebSocketMessageType.Binary || _received.WrittenCount > MostEventBytes)
            {
                throw new RemoteException(result.MessageType is WebSocketMessageType.Binary
                    ? "The remote model sends binary messages: it does not speak this protocol. Correct 'address' or 'protocol'."
                    : $"The remote model sends an event of more than {MostEventBytes} bytes.");
            }

            if (result.EndOfMessage)
            {
                return _received.WrittenMemory;
            }
        }
    }

    public Task SendAsync(JsonObject message, CancellationToken cancellationToken) => SendAsync(JsonSerializer.SerializeToUtf8Bytes(message, RemoteJson.Default.JsonObject), cancellationToken);

    /// <summary>Sends sound as base64 of 16-bit samples.</summary>
    /// <param name="type">The event's name.</param>
    public Task SendAsync(string type, ReadOnlySpan<float> sound, CancellationToken cancellationToken)
    {
        if (_pcm.Length < 2 * sound.Length)
        {
            _pcm = new byte[2 * sound.Length];
        }

        for (int i = 0; i < sound.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(_pcm.AsSpan(2 * i), (short)(Math.Clamp(sound[i], -1, 1) * short.MaxValue));
        }

        _event.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("type"u8, type);
        _json.WriteBase64String("audio"u8, _pcm.AsSpan(0, 2 * sound.Length));
        _json.WriteEndObject();
        _json.Flush();
        return SendAsync(_event.WrittenMemory, cancellationToken);
    }

    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", cancellationToken);
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _json.Dispose();
    }

    private async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        using var slow = new CancellationTokenSource(_settings.AnswerTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(slow.Token, cancellationToken);
        try
        {
            await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, either.Token);
        }
        catch (OperationCanceledException) when (slow.IsCancellationRequested)
        {
            throw new RemoteLostException($"the remote has taken nothing for {_settings.AnswerTimeout.TotalSeconds:0} s ('answerTimeoutSeconds')");
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or InvalidOperationException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new RemoteLostException($"the connection broke off: {exception.InnerException?.Message ?? exception.Message}", exception);
        }
    }

    private static RemoteException Explain(RemoteSettings settings, HttpStatusCode status, WebSocketException exception) => status switch
    {
        _ when status == default => new RemoteLostException($"No remote model answers at {settings.Address}: {exception.InnerException?.Message ?? exception.Message} Start one there, or correct 'address'.", exception),
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new RemoteException($"The remote at {settings.Address} refuses with HTTP {(int)status}: it wants another key. See 'apiKeyVariable'.", exception),
        HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => new RemoteLostException($"The remote at {settings.Address} has no room now: HTTP {(int)status}. Try again later.", exception),
        _ => new RemoteException($"The remote at {settings.Address} opens no WebSocket: HTTP {(int)status}. Correct 'address' or 'protocol'.", exception),
    };
}
