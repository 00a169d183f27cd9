using System.Text.Json.Nodes;
using System.Threading.Channels;
using McpTools.Elicitation;
using McpTools.Links;
using McpTools.ServerTasks;
using McpTools.Tools;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpTools.Connections;

/// <summary>A connection that stands: the client, and the server's tools as last listed.</summary>
internal sealed partial class ServerSession : IAsyncDisposable
{
    /// <summary>How often a server is asked whose end is not noticed otherwise.</summary>
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ListTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Unanswered questions in a row after which such a server counts as gone; fewer may be a busy one.</summary>
    private const int MostUnanswered = 3;

    /// <summary>One look does for any number of reasons to look.</summary>
    private readonly Channel<bool> _looks;

    private readonly string _server;
    private readonly IServerLink _link;
    private readonly ToolCatalog _catalog;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    private ServerSession(string server, IServerLink link, McpClient client, Channel<bool> looks, TimeProvider time, ILogger logger)
    {
        (_server, _link, Client, _looks, _time, _logger) = (server, link, client, looks, time, logger);
        _catalog = new ToolCatalog(server, client, logger);
    }

    public McpClient Client { get; }

    public IReadOnlyList<Tool> Tools => _catalog.Tools;

    /// <summary>Whether a tool works only as a task that its caller asks for.</summary>
    public bool WantsTask(string tool) => _catalog.WantsTask(tool);

    /// <summary>Agrees with the server on a protocol and reads its tools.</summary>
    public static async Task<ServerSession> ConnectAsync(
        string server, IServerLink link, string? protocolVersion, Elicitor elicitor, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        Channel<bool> looks = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
        ValueTask LookSoon(JsonRpcNotification notification, CancellationToken token)
        {
            looks.Writer.TryWrite(true);
            return ValueTask.CompletedTask;
        }

        var options = new McpClientOptions
        {
            ClientInfo = new Implementation { Name = "AgentHost", Version = typeof(ServerSession).Assembly.GetName().Version!.ToString(3) },
            ProtocolVersion = protocolVersion,
            Capabilities = new ClientCapabilities
            {
                Elicitation = new ElicitationCapability { Form = new(), Url = new() },
                Extensions = new Dictionary<string, object>
                {
                    [ToolPage.Extension] = new JsonObject { ["mimeTypes"] = new JsonArray(ToolPage.MimeType) },
                    [ServerTask.Extension] = new JsonObject(),
                },
            },
            // The token is the limit.
            InitializationTimeout = TimeSpan.FromHours(1),
            // A cold server on a busy machine takes seconds to answer anything, and is then not to be taken for one of an older revision.
            DiscoverProbeTimeout = TimeSpan.FromSeconds(12),
            Handlers = new McpClientHandlers
            {
                ElicitationHandler = elicitor.AskAsync,
                NotificationHandlers =
                [
                    new(NotificationMethods.ToolListChangedNotification, LookSoon),
                    // What changed between the first list and the subscription is in the list read after it.
                    new(NotificationMethods.SubscriptionsAcknowledgedNotification, LookSoon),
                ],
            },
        };
        McpClient client = await McpClient.CreateAsync(link.Transport, options, loggerFactory: null, cancellationToken);
        var session = new ServerSession(server, link, client, looks, time, logger);
        try
        {
            await session._catalog.RefreshAsync(cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has the server asked for its tools soon.</summary>
    public void Look() => _looks.Writer.TryWrite(true);

    /// <summary>Stays until the connection ends.</summary>
    /// <param name="changed">Called when <see cref="Tools"/> has become another list.</param>
    /// <returns>What ended it; null when it just ended.</returns>
    public async Task<Exception?> StayAsync(Action changed, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task watching = Task.WhenAll(NoticeTheEndAsync(over.Token), SubscribeAsync(over.Token));
        await using ITimer? timer = _link.NoticesTheEnd ? null : _time.CreateTimer(_ => Look(), state: null, AskEvery, AskEvery);
        int unanswered = 0;
        try
        {
            await foreach (bool _ in _looks.Reader.ReadAllAsync(cancellationToken))
            {
                if (Client.Completion.IsCompleted)
                {
                    return (await Client.Completion).Exception;
                }

                try
                {
                    if (await RefreshAsync(cancellationToken))
                    {
                        LogChanged(_server, Tools.Count);
                        changed();
                    }

                    unanswered = 0;
                }
                catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
                {
                    if (ConnectionErrors.Includes(exception) || (!_link.NoticesTheEnd && ++unanswered == MostUnanswered))
                    {
                        return exception;
                    }

                    // It may be busy with a tool; the tools it had are still its tools.
                    LogNotListed(_server, exception.Message);
                }
            }

            return null;
        }
        finally
        {
            await over.CancelAsync();
            await watching;
        }
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();

    private async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(ListTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await _catalog.RefreshAsync(either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("It took too long to list its tools.", exception);
        }
    }

    private async Task NoticeTheEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Client.Completion.WaitAsync(cancellationToken);
            Look();
        }
        catch (OperationCanceledException)
        {
            // It is over already.
        }
    }

    // Since revision 2026-07-28, a server tells of changes only to those that keep a request open for them; before, to all.
    private async Task SubscribeAsync(CancellationToken cancellationToken)
    {
        if (string.CompareOrdinal(Client.NegotiatedProtocolVersion, "2026-07-28") < 0 || Client.ServerCapabilities.Tools?.ListChanged is not true)
        {
            return;
        }

        try
        {
            var parameters = new JsonObject { ["notifications"] = new JsonObject { ["toolsListChanged"] = true } };
            await Client.SendRequestAsync(new JsonRpcRequest { Method = RequestMethods.SubscriptionsListen, Params = parameters }, cancellationToken);
        }
        catch (Exception exception)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                LogNotSubscribed(_server, exception.Message);
                Look();
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "MCP server {Server} changed its tools: there are {Tools} now.")]
    private partial void LogChanged(string server, int tools);

    [LoggerMessage(LogLevel.Warning, "MCP server {Server} did not list its tools again; those listed before stay. {Reason}")]
    private partial void LogNotListed(string server, string reason);

    [LoggerMessage(LogLevel.Debug, "MCP server {Server} does not tell of changes to its tools: {Reason}")]
    private partial void LogNotSubscribed(string server, string reason);
}

internal static class ConnectionErrors
{
    /// <summary>True when the connection failed, rather than a request on it.</summary>
    public static bool Includes(Exception exception) => exception is IOException or HttpRequestException or ObjectDisposedException;
}
