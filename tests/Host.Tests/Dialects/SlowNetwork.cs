using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace AgentHost.Tests.Dialects;

/// <summary>A WebSocket that takes nothing before it is opened.</summary>
internal sealed class SlowNetwork : WebSocket
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when it is to take something for the first time.</summary>
    public Task Asked => _asked.Task;

    public List<JsonElement> Sent { get; } = [];

    public override WebSocketCloseStatus? CloseStatus => null;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => WebSocketState.Open;

    public override string? SubProtocol => null;

    public void Open() => _open.SetResult();

    public override async Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        _asked.TrySetResult();
        await _open.Task.WaitAsync(cancellationToken);
        Sent.Add(JsonElement.Parse(Encoding.UTF8.GetString(buffer)));
    }

    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) =>
        Task.FromException<WebSocketReceiveResult>(new WebSocketException());

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Abort()
    {
    }

    public override void Dispose()
    {
    }
}
