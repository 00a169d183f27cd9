using System.Buffers;
using System.Net;
using System.Net.WebSockets;

namespace RemoteModels;

/// <summary>A WebSocket to the remote, with messages of one kind. Sending and receiving have one caller each.</summary>
internal sealed class RemoteSocket : IDisposable
{
    /// <summary>Longest event taken: half a minute of sound.</summary>
    private const int MostEventBytes = 4 * 1024 * 1024;

    private readonly RemoteEndpoint _settings;
    private readonly WebSocketMessageType _kind;
    private readonly TimeProvider _time;
    private readonly ClientWebSocket _socket = new();
    private readonly ArrayBufferWriter<byte> _received = new(16 * 1024);

    private RemoteSocket(RemoteEndpoint settings, WebSocketMessageType kind, TimeProvider time)
    {
        (_settings, _kind, _time) = (settings, kind, time);
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
    public static async Task<RemoteSocket> ConnectAsync(RemoteEndpoint settings, WebSocketMessageType kind, TimeProvider time, CancellationToken cancellationToken)
    {
        var socket = new RemoteSocket(settings, kind, time);
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

    /// <summary>The next message, valid until the next call.</summary>
    /// <exception cref="RemoteLostException">The connection is closed or gone.</exception>
    /// <exception cref="RemoteException">It is of the wrong kind, or too long.</exception>
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
            if (result.MessageType != _kind || _received.WrittenCount > MostEventBytes)
            {
                throw new RemoteException(result.MessageType != _kind
                    ? $"The remote model sends {(_kind is WebSocketMessageType.Text ? "binary" : "text")} messages: it does not speak this protocol. Correct the plugin's settings."
                    : $"The remote model sends an event of more than {MostEventBytes} bytes.");
            }

            if (result.EndOfMessage)
            {
                return _received.WrittenMemory;
            }
        }
    }

    /// <exception cref="RemoteLostException">The connection is gone, or takes nothing.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        using var slow = new CancellationTokenSource(_settings.AnswerTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(slow.Token, cancellationToken);
        try
        {
            await _socket.SendAsync(message, _kind, endOfMessage: true, either.Token);
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

    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", cancellationToken);
        }
    }

    public void Dispose() => _socket.Dispose();

    private static RemoteException Explain(RemoteEndpoint settings, HttpStatusCode status, WebSocketException exception) => status switch
    {
        _ when status == default => new RemoteLostException($"No remote model answers at {settings.Place}: {exception.InnerException?.Message ?? exception.Message} Start one there, or correct 'address'.", exception),
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new RemoteException($"The remote at {settings.Place} refuses with HTTP {(int)status}: it wants another key. See 'apiKeyVariable'.", exception),
        HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => new RemoteLostException($"The remote at {settings.Place} has no room now: HTTP {(int)status}. Try again later.", exception),
        _ => new RemoteException($"The remote at {settings.Place} opens no WebSocket: HTTP {(int)status}. Correct the plugin's settings.", exception),
    };
}
