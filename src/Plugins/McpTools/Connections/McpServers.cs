using InteractionCore.Plugins;
using McpTools.Authorization;
using McpTools.Links;
using McpTools.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Authentication;

namespace McpTools.Connections;

/// <summary>
/// All configured servers, kept connected in the background, each for itself, for as long as the host runs or until the settings no
/// longer name it. Thread-safe.
/// </summary>
/// <param name="browser">Where somebody sits who can sign in to a server; null elsewhere.</param>
internal sealed partial class McpServers(IReadOnlyList<ServerSettings> servers, IBrowser? browser, TimeProvider time, ILoggerFactory loggers) : BackgroundService, IToolSources
{
    /// <summary>How long the calls that run on a server may still take when the settings no longer name it.</summary>
    private static readonly TimeSpan LastCalls = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly ILogger _logger = loggers.CreateLogger("McpTools");
    private readonly List<Task> _running = [];
    private CancellationToken? _stopping;

    private IReadOnlyList<ConfiguredServer> _servers =
        [.. servers.Select(server => new ConfiguredServer(server, Create(server, browser, tokens: null, time, loggers.CreateLogger("McpTools"))))];

    /// <summary>One per server, in the order of the settings.</summary>
    public IReadOnlyList<ServerConnection> Connections
    {
        get
        {
            lock (_lock)
            {
                return [.. _servers.Select(server => server.Connection)];
            }
        }
    }

    IReadOnlyList<IToolSource> IToolSources.Current => Connections;

    /// <summary>
    /// Becomes these servers: those whose settings are the same keep their connections, new ones are connected, and others are closed
    /// once the calls that run on them are over.
    /// </summary>
    public void Use(IReadOnlyList<ServerSettings> wanted)
    {
        lock (_lock)
        {
            IReadOnlyList<ConfiguredServer> before = _servers;
            _servers = [.. wanted.Select(server => before.FirstOrDefault(known => known.Settings.IsSameAs(server))
                ?? new ConfiguredServer(server, Create(server, browser, tokens: null, time, _logger)))];
            string[] begun = [.. _servers.Except(before).Select(Begin)], ended = [.. before.Except(_servers).Select(End)];
            if (begun.Length + ended.Length > 0)
            {
                LogChanged(string.Join(", ", begun.DefaultIfEmpty("none")), string.Join(", ", ended.DefaultIfEmpty("none")));
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        lock (_lock)
        {
            _stopping = stoppingToken;
            foreach (ConfiguredServer server in _servers)
            {
                Begin(server);
            }
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task[] running;
        lock (_lock)
        {
            running = [.. _running];
        }

        await Task.WhenAll(running);
    }

    /// <summary>One server's connection, not yet running.</summary>
    public static ServerConnection Create(ServerSettings server, IBrowser? browser, ITokenCache? tokens, TimeProvider time, ILogger logger) =>
        new(server.Name, server.ToolsetName, server.ConnectTimeout, () => Open(server, browser, tokens, time, logger), time, logger) { ProtocolVersion = server.ProtocolVersion };

    private static IServerLink Open(ServerSettings server, IBrowser? browser, ITokenCache? tokens, TimeProvider time, ILogger logger) => server switch
    {
        StdioServerSettings stdio => new StdioLink(stdio, logger),
        HttpServerSettings http => new HttpLink(http, http.NamesItself || http.OAuth.Grant is not MachineGrant.None ? null : new SignIn(http, tokens ?? new TokenFile(TokenFile.DefaultFolder, http.Url), browser, time), time),
        _ => throw new NotSupportedException($"A server of kind {server.GetType().Name}."),
    };

    // Both are called with the lock held. Before the start there is nothing to run, and after the end nothing any more.
    private string Begin(ConfiguredServer server)
    {
        if (_stopping is { IsCancellationRequested: false } stopping)
        {
            _running.RemoveAll(task => task.IsCompleted);
            _running.Add(server.RunAsync(stopping));
        }

        return server.Settings.Name;
    }

    private string End(ConfiguredServer server)
    {
        _running.Add(server.CloseAsync(LastCalls, time, _stopping ?? CancellationToken.None));
        return server.Settings.Name;
    }

    [LoggerMessage(LogLevel.Information, "The MCP servers have changed. Begun: {Begun}. Ended: {Ended}.")]
    private partial void LogChanged(string begun, string ended);
}

/// <summary>A server of the settings, and its connection.</summary>
#pragma warning disable CA1001 // The source has no timer and is never asked for a wait handle, so that it holds nothing to dispose of.
internal sealed class ConfiguredServer(ServerSettings settings, ServerConnection connection)
#pragma warning restore CA1001
{
    private readonly CancellationTokenSource _closed = new();

    public ServerSettings Settings => settings;

    public ServerConnection Connection => connection;

    /// <summary>Runs the connection until the host stops or it is closed.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, _closed.Token);
        try
        {
            // Not on the caller's thread: it holds a lock.
            await Task.Run(() => connection.RunAsync(either.Token), either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The host is stopping, or the settings no longer name the server.
        }
    }

    /// <summary>Closes the connection once its calls are over, or when they take too long.</summary>
    public async Task CloseAsync(TimeSpan patience, TimeProvider time, CancellationToken stopping)
    {
        await connection.Calls.WhenIdle().WaitAsync(patience, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _closed.CancelAsync();
    }
}
