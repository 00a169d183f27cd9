using System.Buffers;
using System.Net.WebSockets;

namespace AgentHost.Recording;

/// <summary>A WebSocket whose whole text messages are recorded from the one on that says that a session has started.</summary>
internal sealed class RecordedSocket(WebSocket inner, Func<SessionRecorder?> record) : WebSocket
{
    private readonly ArrayBufferWriter<byte> _received = new();
    private byte[]? _start;
    private SessionRecorder? _recorder;
    private bool _decided;

    public override WebSocketCloseStatus? CloseStatus => inner.CloseStatus;

    public override string? CloseStatusDescription => inner.CloseStatusDescription;

    public override WebSocketState State => inner.State;

    public override string? SubProtocol => inner.SubProtocol;

    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ValueWebSocketReceiveResult result = await inner.ReceiveAsync(buffer, cancellationToken);
        Received(buffer.Span[..result.Count], result.MessageType, result.EndOfMessage);
        return result;
    }

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        WebSocketReceiveResult result = await inner.ReceiveAsync(buffer, cancellationToken);
        Received(buffer.AsSpan(0, result.Count), result.MessageType, result.EndOfMessage);
        return result;
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        Sent(buffer.Span, messageType);
        return inner.SendAsync(buffer, messageType, endOfMessage, cancellationToken);
    }

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        Sent(buffer, messageType);
        return inner.SendAsync(buffer, messageType, endOfMessage, cancellationToken);
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        inner.CloseAsync(closeStatus, statusDescription, cancellationToken);

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        inner.CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

    public override void Abort() => inner.Abort();

    public override void Dispose() => inner.Dispose();

    /// <summary>Writes what is left and the summary. To be called once nothing is sent or received any more.</summary>
    public ValueTask FinishAsync() => _recorder?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Received(ReadOnlySpan<byte> part, WebSocketMessageType type, bool ends)
    {
        if (type is not WebSocketMessageType.Text || (_decided && _recorder is null))
        {
            return;
        }

        _received.Write(part);
        if (!ends)
        {
            return;
        }

        if (_recorder is { } recorder)
        {
            recorder.Add(fromHost: false, _received.WrittenSpan);
        }
        else
        {
            _start ??= _received.WrittenSpan.ToArray();
        }

        _received.ResetWrittenCount();
    }

    private void Sent(ReadOnlySpan<byte> message, WebSocketMessageType type)
    {
        if (type is not WebSocketMessageType.Text)
        {
            return;
        }

        if (!_decided)
        {
            _decided = true;
            if (message.StartsWith("{\"type\":\"session.started\""u8))
            {
                _recorder = record();
                _recorder?.Add(fromHost: false, _start);
            }
        }

        _recorder?.Add(fromHost: true, message);
    }
}
