using System.Text.Json;
using InteractionCore.Delegation;
using InteractionCore.Injections;
using McpTools.Connections;
using McpTools.Elicitation;
using McpTools.Links;
using McpTools.ServerTasks;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpTools.Tools;

/// <summary>
/// A server's tool as a function. It belongs to the server, not to one connection: held over a reconnect, it calls the server anew.
/// </summary>
/// <param name="changed">Its description is not the one it had when it was first listed.</param>
internal sealed partial class McpFunction(ServerConnection connection, Tool tool, string name, bool changed, ILogger logger) : AIFunction
{
    private readonly ToolPage _page = new(connection, tool, name, logger);

    /// <summary>The tool works only as a task that its caller asks for (revision 2025-11-25).</summary>
    public bool AsTask { get; init; }

    public override string Name => name;

    public override string Description => tool.Description ?? tool.Title ?? "";

    /// <summary>As the server wrote it.</summary>
    public override JsonElement JsonSchema => tool.InputSchema;

    public override JsonElement? ReturnJsonSchema => tool.OutputSchema;

    /// <summary>What the server says of the tool; the host's policy decides what that is worth.</summary>
    public override IReadOnlyDictionary<string, object?> AdditionalProperties { get; } = new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        [ToolHints.ReadOnly] = tool.Annotations?.ReadOnlyHint,
        [ToolHints.Destructive] = tool.Annotations?.DestructiveHint is true && tool.Annotations.ReadOnlyHint is not true,
        ["descriptionChanged"] = changed,
    };

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
        IToolTask? task = ToolTask.Of(arguments.Services);
        using IDisposable call = connection.Calls.Begin(task);
        try
        {
            Task<UiApp?> page = _page.ReadAsync(client, task, cancellationToken);
            CallToolResult result = await CallAsync(client, arguments, task, cancellationToken);
            await ToolPage.ShowAsync(await page, arguments, result, task, cancellationToken);
            return ToolResult.From(result);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && (ConnectionErrors.Includes(exception) || exception is OperationCanceledException))
        {
            connection.Suspect();
            throw new ServerUnavailableException($"the MCP server '{connection.Server}' was lost during the call. It is being connected again.", exception);
        }
    }

    private async Task<CallToolResult> CallAsync(McpClient client, AIFunctionArguments arguments, IToolTask? task, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(client, arguments, task, cancellationToken);
        }
        catch (UrlElicitationRequiredException exception) when (task is not null)
        {
            // There are pages to visit first. When the user has, the call is made again, once.
            foreach (ElicitRequestParams page in exception.Elicitations)
            {
                if (Questions.From(connection.Server, page) is not { } question || (await task.AskAsync(question, cancellationToken)).Reply is not UserReply.Accepted)
                {
                    throw;
                }
            }

            return await SendAsync(client, arguments, task, cancellationToken);
        }
    }

    private Task<CallToolResult> SendAsync(McpClient client, AIFunctionArguments arguments, IToolTask? task, CancellationToken cancellationToken) =>
        ToolRequest.SendAsync(client, tool.Name, arguments, AsTask, progress => Report(progress, task), async result =>
        {
            if (ServerTask.BegunBy(result, AsTask) is not { } begun)
            {
                return result;
            }

            var follower = new TaskFollower(connection, tool.Name, inline: !AsTask, task, logger);
            return await follower.FinishAsync(begun, cancellationToken);
        }, cancellationToken);

    private void Report(ProgressNotificationValue progress, IToolTask? task)
    {
        LogProgress(connection.Server, tool.Name, progress.Progress, progress.Total);
        task?.Report(new ToolProgress(progress.Progress, progress.Total, progress.Message));
    }

    [LoggerMessage(LogLevel.Trace, "MCP server {Server}, tool {Tool}: called with {Arguments}.")]
    private partial void LogCallingSensitive(string server, string tool, AIFunctionArguments arguments);

    [LoggerMessage(LogLevel.Debug, "MCP server {Server}, tool {Tool}: progress {Progress} of {Total}.")]
    private partial void LogProgress(string server, string tool, float progress, float? total);
}
