using System.Globalization;
using InteractionCore.Delegation;
using InteractionCore.Plugins;
using McpTools.Elicitation;
using McpTools.Links;
using McpTools.Tools;
using Microsoft.Extensions.Logging;

namespace McpTools.Connections;

/// <summary>
/// Keeps one server connected: connecting, ready, lost, reconnecting, ready and so on for as long as it runs. Its tools are there
/// while it is ready. Thread-safe.
/// </summary>
/// <param name="server">The server's name in the settings.</param>
/// <param name="toolset">Its name as a tool source.</param>
/// <param name="connectTimeout">How long an attempt may take.</param>
/// <param name="open">Opens a way to the server for one attempt; throws <see cref="ServerUnavailableException"/>.</param>
internal sealed partial class ServerConnection(
    string server, string toolset, TimeSpan connectTimeout, Func<IServerLink> open, TimeProvider time, ILogger logger) : IToolSource
{
    /// <summary>How long an attempt goes on when its server has ended. Real time, as the process has no other.</summary>
    private static readonly TimeSpan AfterTheEnd = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly RunningCalls _calls = new();
    private readonly ToolPins _pins = new(server, logger);
    private ConnectionStatus _status = new(ConnectionState.Connecting, new Toolset(toolset, []));
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ServerSession? _session;
    private int _failures;
    private string? _lastReason;

    /// <summary>The revision of the protocol to speak; null agrees on the newest both know.</summary>
    public string? ProtocolVersion { get; init; }

    public string Name => toolset;

    public string Server => server;

    public TimeProvider Time => time;

    public Toolset Current => Status.Tools;

    /// <summary>The calls that run on this server.</summary>
    public RunningCalls Calls => _calls;

    /// <summary>The tools that bring a UI resource of MCP Apps, by the tool's own name.</summary>
    public IEnumerable<(string Tool, string Uri)> Ui =>
        (_session?.Tools ?? []).Select(tool => (tool.Name, Uri: AppResource.Of(tool))).Where(tool => tool.Uri is not null).Select(tool => (tool.Name, tool.Uri!));

    public ConnectionStatus Status
    {
        get
        {
            lock (_lock)
            {
                return _status;
            }
        }
    }

    /// <summary>Waits for a status; one that passes quickly may be missed.</summary>
    public async Task<ConnectionStatus> WaitAsync(Func<ConnectionStatus, bool> wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (wanted(_status))
                {
                    return _status;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Somebody met an error on the connection: it is tried now rather than some time later.</summary>
    public void Suspect() => _session?.Look();

    /// <summary>Connects, and reconnects, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task pause;
            IServerLink? link = null;
            try
            {
                long started = time.GetTimestamp();
                string reason;
                try
                {
                    link = open();
                    reason = await ConnectAndStayAsync(link, cancellationToken);
                }
                catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
                {
                    reason = exception.Message;
                }

                pause = Lose(reason, lasted: time.GetElapsedTime(started), cancellationToken);
            }
            finally
            {
                if (link is not null)
                {
                    await link.DisposeAsync();
                }
            }

            await pause;
            Become(Status with { State = ConnectionState.Reconnecting });
        }
    }

    /// <returns>Why it is over.</returns>
    private async Task<string> ConnectAndStayAsync(IServerLink link, CancellationToken cancellationToken)
    {
        try
        {
            long started = time.GetTimestamp();
            await using ServerSession session = await ConnectAsync(link, cancellationToken);
            string description = string.Create(
                CultureInfo.InvariantCulture, $"over {link.Kind}, connected in {time.GetElapsedTime(started).TotalSeconds:0.0} s, protocol {session.Client.NegotiatedProtocolVersion}");
            _session = session;
            BecomeReady(session, description);
            LogReady(server, session.Tools.Count, description);
            Exception? end = await session.StayAsync(() => BecomeReady(session, description), cancellationToken);
            return await link.ExplainAsync(end);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return await link.ExplainAsync(exception);
        }
        finally
        {
            _session = null;
        }
    }

    /// <returns>The pause before the next attempt.</returns>
    private Task Lose(string reason, TimeSpan lasted, CancellationToken cancellationToken)
    {
        int failures = lasted >= connectTimeout + Backoff.Stable ? 1 : _failures + 1;
        TimeSpan length = Backoff.After(failures);
        // The same reason again is no news.
        LogLost(failures > 1 && reason == _lastReason ? LogLevel.Debug : LogLevel.Warning, server, reason, length.TotalSeconds);
        (_failures, _lastReason) = (failures, reason);
        // It begins before anybody can see that it has.
        Task pause = Task.Delay(length, time, cancellationToken);
        Become(new ConnectionStatus(ConnectionState.Lost, new Toolset(toolset, [])) { Reason = reason, Failures = failures });
        return pause;
    }

    private async Task<ServerSession> ConnectAsync(IServerLink link, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(connectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        // The client asks on after a server's end that came before its first question: it has a moment to see it by itself.
        using CancellationTokenRegistration ended = link.Ended.Register(() => either.CancelAfter(AfterTheEnd));
        try
        {
            return await ServerSession.ConnectAsync(server, link, ProtocolVersion, new Elicitor(server, _calls, logger), time, logger, either.Token);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("It took too long to connect.", exception);
        }
        catch (OperationCanceledException exception) when (link.Ended.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException("it ended before it answered", exception);
        }
    }

    private void BecomeReady(ServerSession session, string description)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        McpFunction[] functions = [.. session.Tools.Select(tool => new McpFunction(this, tool, SafeNames.ForTool(tool.Name, toolset, taken), _pins.HasChanged(tool), logger) { AsTask = session.WantsTask(tool.Name) })];
        Become(new ConnectionStatus(ConnectionState.Ready, new Toolset(toolset, functions)) { Client = session.Client, Description = description });
    }

    private void Become(ConnectionStatus status)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _status = status;
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.SetResult();
    }

    [LoggerMessage(LogLevel.Information, "MCP server {Server} is ready: {Tools} tools {Description}.")]
    private partial void LogReady(string server, int tools, string description);

    [LoggerMessage("MCP server {Server} is not there: {Reason} It is tried again in {Seconds} s.")]
    private partial void LogLost(LogLevel level, string server, string reason, double seconds);
}
