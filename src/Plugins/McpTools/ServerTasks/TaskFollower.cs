using System.Text.Json;
using System.Text.Json.Nodes;
using InteractionCore.Delegation;
using McpTools.Connections;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpTools.ServerTasks;

/// <summary>
/// Stays with a task of a server until it has its result: asks how it is, tells the user, answers what it asks, and takes it back when
/// the call is. The task outlives a connection; a server that does not know it any more after a reconnect says so.
/// </summary>
/// <param name="inline">The result comes with the task (2026-07-28) rather than by a request of its own (2025-11-25).</param>
internal sealed partial class TaskFollower(ServerConnection connection, string tool, bool inline, IToolTask? user, ILogger logger)
{
    /// <summary>How long a lost server may take to come back before its task counts as lost.</summary>
    private static readonly TimeSpan Reconnecting = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan TakingBack = TimeSpan.FromSeconds(5);

    private readonly HashSet<string> _answered = new(StringComparer.Ordinal);
    private string? _told;

    private McpClient Client => connection.Status.Client ?? throw new IOException("The server is not connected.");

    /// <returns>The call's result.</returns>
    /// <exception cref="McpException">The task failed, was cancelled by the server, or is not known to it any more.</exception>
    public async Task<JsonNode?> FinishAsync(ServerTask task, CancellationToken cancellationToken)
    {
        string id = task.Id;
        user?.AllowLonger();
        LogBegun(connection.Server, tool, id);
        try
        {
            while (true)
            {
                Tell(task);
                switch (task.Status)
                {
                    case "completed" when inline:
                        return task.Result;
                    case "failed" when inline:
                        throw new McpException($"its task failed: {task.Error}");
                    case "cancelled":
                        throw new McpException($"the server gave its task up: {task.Message ?? "it does not say why."}");
                    case "completed" or "failed" or "input_required" when !inline:
                        // Also what it asks comes on the way of this request.
                        return (await AskAsync("tasks/result", id, cancellationToken)).Result;
                    case "input_required":
                        await AnswerAsync(id, task, cancellationToken);
                        break;
                    case not "working":
                        throw new McpException($"its task has the status '{task.Status}', which MCP does not have.");
                }

                await Task.Delay(task.PollInterval, connection.Time, cancellationToken);
                task = ServerTask.From((await AskAsync("tasks/get", id, cancellationToken)).Result);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await TakeBackAsync(id);
            throw;
        }
    }

    private void Tell(ServerTask task)
    {
        string now = task.Message ?? _told ?? "at work";
        if (now != _told)
        {
            user?.Report(new ToolProgress(0, Message: now));
            _told = now;
        }
    }

    // A server lists a question until its answer has reached it: each is asked once.
    private async Task AnswerAsync(string id, ServerTask task, CancellationToken cancellationToken)
    {
        var asked = new Dictionary<string, InputRequest>(StringComparer.Ordinal);
        foreach ((string key, JsonNode? request) in task.InputRequests ?? [])
        {
            if (!_answered.Contains(key) && request.Deserialize<InputRequest>(McpJsonUtilities.DefaultOptions) is { } input)
            {
                asked.Add(key, input);
            }
        }

        if (asked.Count > 0)
        {
            IDictionary<string, InputResponse> answers = await Client.ResolveInputRequestsAsync(asked, cancellationToken);
            _answered.UnionWith(asked.Keys);
            JsonNode? responses = JsonSerializer.SerializeToNode(answers, McpJsonUtilities.DefaultOptions);
            await AskAsync("tasks/update", id, cancellationToken, responses);
        }
    }

    // The task does not end with the connection: it is asked for again when the server is back.
    private async Task<JsonRpcResponse> AskAsync(string method, string id, CancellationToken cancellationToken, JsonNode? responses = null)
    {
        long? lost = null;
        while (true)
        {
            try
            {
                return await SendAsync(Client, method, id, responses?.DeepClone(), cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && (ConnectionErrors.Includes(exception) || exception is OperationCanceledException)
                && (lost is null || connection.Time.GetElapsedTime(lost.Value) < Reconnecting))
            {
                if (lost is null)
                {
                    LogLost(connection.Server, tool, id);
                    connection.Suspect();
                    lost = connection.Time.GetTimestamp();
                }
            }

            await Task.Delay(AskAgain, connection.Time, cancellationToken);
        }
    }

    private async Task TakeBackAsync(string id)
    {
        using var timeout = new CancellationTokenSource(TakingBack, connection.Time);
        try
        {
            await SendAsync(Client, "tasks/cancel", id, responses: null, timeout.Token);
        }
        catch (Exception exception)
        {
            // Nobody waits for it any more; a server that does not hear of it gives the task up by its own limit.
            LogNotTakenBack(connection.Server, tool, id, exception.Message);
        }
    }

    private static Task<JsonRpcResponse> SendAsync(McpClient client, string method, string id, JsonNode? responses, CancellationToken cancellationToken)
    {
        var parameters = new JsonObject { ["taskId"] = id };
        if (responses is not null)
        {
            parameters["inputResponses"] = responses;
        }

        // Over HTTP, the task's name leads its requests to the machine that has it.
        return client.SendRequestAsync(new JsonRpcRequest { Method = method, Params = parameters, Context = new JsonRpcMessageContext { RoutingName = id } }, cancellationToken);
    }

    [LoggerMessage(LogLevel.Debug, "MCP server {Server}, tool {Tool}: works on it as task {Id}.")]
    private partial void LogBegun(string server, string tool, string id);

    [LoggerMessage(LogLevel.Warning, "MCP server {Server}, tool {Tool}: the connection was lost while its task {Id} ran. It is asked for again when the server is back.")]
    private partial void LogLost(string server, string tool, string id);

    [LoggerMessage(LogLevel.Debug, "MCP server {Server}, tool {Tool}: task {Id} could not be taken back: {Reason}")]
    private partial void LogNotTakenBack(string server, string tool, string id, string reason);
}
