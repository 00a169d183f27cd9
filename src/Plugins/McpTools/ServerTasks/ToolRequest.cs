using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpTools.ServerTasks;

/// <summary>A tools/call whose result may be a task; the SDK's own call takes a result alone.</summary>
internal static class ToolRequest
{
    /// <summary>How long a server is asked to keep a task: longer than any call may take.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    /// <summary>Sends the call and hands its result on; progress is told until that is done with it.</summary>
    /// <param name="asTask">Asks for a task, as revision 2025-11-25 has it.</param>
    public static async Task<CallToolResult> SendAsync(
        McpClient client, string tool, IReadOnlyDictionary<string, object?> arguments, bool asTask, Action<ProgressNotificationValue> progress,
        Func<JsonNode?, Task<JsonNode?>> finish, CancellationToken cancellationToken)
    {
        string token = Guid.NewGuid().ToString("N");
        await using IAsyncDisposable listening = client.RegisterNotificationHandler(NotificationMethods.ProgressNotification, (notification, _) =>
        {
            if (notification.Params.Deserialize<ProgressNotificationParams>(McpJsonUtilities.DefaultOptions) is { } told && told.ProgressToken.Token is string its && its == token)
            {
                progress(told.Progress);
            }

            return ValueTask.CompletedTask;
        });

        var given = new JsonObject();
        foreach ((string name, object? value) in arguments)
        {
            given[name] = JsonSerializer.SerializeToNode(value, McpJsonUtilities.DefaultOptions);
        }

        var parameters = new JsonObject { ["name"] = tool, ["arguments"] = given, ["_meta"] = new JsonObject { ["progressToken"] = token } };
        if (asTask)
        {
            parameters["task"] = new JsonObject { ["ttl"] = (long)Kept.TotalMilliseconds };
        }

        JsonRpcResponse response = await client.SendRequestAsync(new JsonRpcRequest { Method = RequestMethods.ToolsCall, Params = parameters }, cancellationToken);
        JsonNode? result = await finish(response.Result);
        return result.Deserialize<CallToolResult>(McpJsonUtilities.DefaultOptions) ?? throw new McpException("The server's result is empty.");
    }
}
