using McpTools.Links;
using McpTools.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpTools.Connections;

/// <summary>All configured servers, kept connected in the background, each for itself, for as long as the host runs.</summary>
internal sealed class McpServers(IReadOnlyList<ServerSettings> servers, TimeProvider time, ILoggerFactory loggers) : BackgroundService
{
    /// <summary>One per server, in the order of the settings.</summary>
    public IReadOnlyList<ServerConnection> Connections { get; } = Connect(servers, time, loggers.CreateLogger("McpTools"));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(Connections.Select(connection => connection.RunAsync(stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping, and every server with it.
        }
    }

    private static ServerConnection[] Connect(IReadOnlyList<ServerSettings> servers, TimeProvider time, ILogger logger) =>
        [.. servers.Select(server => new ServerConnection(server.Name, server.ToolsetName, server.ConnectTimeout, () => Open(server, logger), time, logger))];

    private static IServerLink Open(ServerSettings server, ILogger logger) => server switch
    {
        StdioServerSettings stdio => new StdioLink(stdio, logger),
        HttpServerSettings http => new HttpLink(http),
        _ => throw new NotSupportedException($"A server of kind {server.GetType().Name}."),
    };
}
