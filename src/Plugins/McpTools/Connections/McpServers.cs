using McpTools.Authorization;
using McpTools.Links;
using McpTools.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Authentication;

namespace McpTools.Connections;

/// <summary>All configured servers, kept connected in the background, each for itself, for as long as the host runs.</summary>
/// <param name="browser">Where somebody sits who can sign in to a server; null elsewhere.</param>
internal sealed class McpServers(IReadOnlyList<ServerSettings> servers, IBrowser? browser, TimeProvider time, ILoggerFactory loggers) : BackgroundService
{
    /// <summary>One per server, in the order of the settings.</summary>
    public IReadOnlyList<ServerConnection> Connections { get; } = Connect(servers, browser, time, loggers.CreateLogger("McpTools"));

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

    /// <summary>One server's connection, not yet running.</summary>
    public static ServerConnection Create(ServerSettings server, IBrowser? browser, ITokenCache? tokens, TimeProvider time, ILogger logger) =>
        new(server.Name, server.ToolsetName, server.ConnectTimeout, () => Open(server, browser, tokens, time, logger), time, logger) { ProtocolVersion = server.ProtocolVersion };

    private static ServerConnection[] Connect(IReadOnlyList<ServerSettings> servers, IBrowser? browser, TimeProvider time, ILogger logger) =>
        [.. servers.Select(server => Create(server, browser, tokens: null, time, logger))];

    private static IServerLink Open(ServerSettings server, IBrowser? browser, ITokenCache? tokens, TimeProvider time, ILogger logger) => server switch
    {
        StdioServerSettings stdio => new StdioLink(stdio, logger),
        HttpServerSettings http => new HttpLink(http, http.NamesItself ? null : new SignIn(http, tokens ?? new TokenFile(TokenFile.DefaultFolder, http.Url), browser, time)),
        _ => throw new NotSupportedException($"A server of kind {server.GetType().Name}."),
    };
}
