using System.IO.Pipelines;
using McpTools.Links;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpTools.Tests.Servers;

/// <summary>A server of the SDK over pipes, which speaks the current revision.</summary>
internal sealed class SdkServer : IServerLink
{
    private readonly Pipe _toServer = new();
    private readonly Pipe _toClient = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly McpServer _server;
    private readonly Task _running;

    public SdkServer(McpServerPrimitiveCollection<McpServerTool> tools)
        : this(new McpServerOptions { ToolCollection = tools })
    {
    }

    public SdkServer(McpServerOptions options)
    {
        Transport = new StreamClientTransport(_toServer.Writer.AsStream(), _toClient.Reader.AsStream());
        _server = McpServer.Create(new StreamServerTransport(_toServer.Reader.AsStream(), _toClient.Writer.AsStream()), options);
        _running = _server.RunAsync();
    }

    public IClientTransport Transport { get; }

    public string Kind => "pipe";

    public CancellationToken Ended => _ended.Token;

    public void Die()
    {
        _toClient.Writer.Complete();
        _ended.Cancel();
    }

    public Task<string> ExplainAsync(Exception? exception) => Task.FromResult("ended.");

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _toServer.Writer.CompleteAsync();
        await _running;
    }
}
