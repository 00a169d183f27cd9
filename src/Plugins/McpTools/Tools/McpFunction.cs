using System.Text.Json;
using McpTools.Connections;
using McpTools.Links;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpTools.Tools;

/// <summary>
/// A server's tool as a function. It belongs to the server, not to one connection: held over a reconnect, it calls the server anew.
/// </summary>
internal sealed partial class McpFunction(ServerConnection connection, Tool tool, string name, ILogger logger) : AIFunction
{
    public override string Name => name;

    public override string Description => tool.Description ?? tool.Title ?? "";

    /// <summary>As the server wrote it.</summary>
    public override JsonElement JsonSchema => tool.InputSchema;

    public override JsonElement? ReturnJsonSchema => tool.OutputSchema;

    public override JsonSerializerOptions JsonSerializerOptions => McpJsonUtilities.DefaultOptions;

    /// <returns>See <see cref="ToolResult"/>.</returns>
    /// <exception cref="ServerUnavailableException">The server is not connected, or was lost during the call.</exception>
    /// <exception cref="McpException">The server refused the call.</exception>
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        ConnectionStatus status = connection.Status;
        McpClient client = status.Client ?? throw new ServerUnavailableException(
            $"the MCP server '{connection.Server}' is not connected{(status.Reason is { } reason ? $" ({reason.TrimEnd('.')})" : "")}. It is being connected again.");
        LogCallingSensitive(connection.Server, tool.Name, arguments);
        try
        {
            CallToolResult result = await client.CallToolAsync(tool.Name, arguments, new Progress(this), options: null, cancellationToken);
            return ToolResult.From(result);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && (ConnectionErrors.Includes(exception) || exception is OperationCanceledException))
        {
            connection.Suspect();
            throw new ServerUnavailableException($"the MCP server '{connection.Server}' was lost during the call. It is being connected again.", exception);
        }
    }

    private void Report(ProgressNotificationValue progress) => LogProgress(connection.Server, tool.Name, progress.Progress, progress.Total);

    [LoggerMessage(LogLevel.Trace, "MCP server {Server}, tool {Tool}: called with {Arguments}.")]
    private partial void LogCallingSensitive(string server, string tool, AIFunctionArguments arguments);

    [LoggerMessage(LogLevel.Debug, "MCP server {Server}, tool {Tool}: progress {Progress} of {Total}.")]
    private partial void LogProgress(string server, string tool, float progress, float? total);

    private sealed class Progress(McpFunction function) : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value) => function.Report(value);
    }
}
