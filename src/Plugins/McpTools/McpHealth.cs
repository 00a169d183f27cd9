using InteractionCore.Plugins;
using McpTools.Connections;

namespace McpTools;

/// <summary>Says how every server is; of one that is being connected for the first time, when that is decided.</summary>
/// <param name="connections">Asked for each report.</param>
/// <param name="refused">Why changed settings are not used; null when they are.</param>
internal sealed class McpHealth(Func<IReadOnlyList<ServerConnection>> connections, Func<string?> refused) : IHealthReporter
{
    public McpHealth(IReadOnlyList<ServerConnection> connections)
        : this(() => connections, () => null)
    {
    }

    public async ValueTask<IReadOnlyList<HealthReport>> ReportAsync(CancellationToken cancellationToken)
    {
        HealthReport[] reports = await Task.WhenAll(connections().Select(connection => ReportAsync(connection, cancellationToken)));
        return refused() is { } reason ? [.. reports, new HealthReport("MCP settings", Health.Limited, $"were changed, and the change is not used: {reason}")] : reports;
    }

    private static async Task<HealthReport> ReportAsync(ServerConnection connection, CancellationToken cancellationToken)
    {
        string part = $"MCP server {connection.Server}";
        try
        {
            ConnectionStatus status = await connection.WaitAsync(status => status.State is not ConnectionState.Connecting, cancellationToken);
            int tools = status.Tools.Functions.Count;
            return status.State switch
            {
                ConnectionState.Ready when tools > 0 => new HealthReport(part, Health.Ok, $"{tools} {(tools == 1 ? "tool" : "tools")} {status.Description}"),
                ConnectionState.Ready => new HealthReport(part, Health.Limited, $"offers no tools; {status.Description}"),
                _ => new HealthReport(part, Health.Broken, status.Reason!),
            };
        }
        catch (OperationCanceledException)
        {
            return new HealthReport(part, Health.Broken, "is still being connected. Ask again in some seconds, or lower 'timeoutSeconds' to learn sooner why.");
        }
    }
}
