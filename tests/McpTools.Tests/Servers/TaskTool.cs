using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpTools.Tests.Servers;

/// <summary>
/// The tool "dig" of a server of the SDK, which works on a call as a task (revision 2026-07-28). Each tasks/get is answered with the next
/// of a test's states, the last of them for ever.
/// </summary>
internal sealed class TaskTool(params string[] states)
{
    public const string Id = "task-7";

    private readonly ConcurrentQueue<string> _states = new(states);
    private string _state = """{ "status": "working" }""";

    /// <summary>What was asked: methods other than tools/list.</summary>
    public ConcurrentQueue<(string Method, JsonNode? Parameters)> Asked { get; } = new();

    public TaskCompletionSource CancelAsked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How soon to ask again.</summary>
    public int PollMs { get; init; } = 3_000;

    public McpServerOptions Options => new()
    {
        Handlers = new McpServerHandlers
        {
            ListToolsHandler = (_, _) => ValueTask.FromResult(new ListToolsResult { Tools = [new Tool { Name = "dig" }] }),
            CallToolWithAlternateHandler = (context, _) => ValueTask.FromResult(Begin(context.JsonRpcRequest.Params)),
        },
        RequestHandlers = [Handle("tasks/get", Get), Handle("tasks/update", Acknowledge), Handle("tasks/cancel", Cancel)],
    };

    public int Count(string method) => Asked.Count(asked => asked.Method == method);

    private McpServerRequestHandler Handle(string method, Func<JsonNode?, JsonObject> answer) => new()
    {
        Method = method,
        Handler = (request, _) =>
        {
            Asked.Enqueue((method, request.Params?.DeepClone()));
            return ValueTask.FromResult<JsonNode?>(answer(request.Params));
        },
    };

    private ResultOrAlternate<CallToolResult> Begin(JsonNode? parameters)
    {
        Asked.Enqueue(("tools/call", parameters?.DeepClone()));
        return parameters!["_meta"]!["io.modelcontextprotocol/clientCapabilities"]?["extensions"]?["io.modelcontextprotocol/tasks"] is null
            ? throw new McpException("This client takes no tasks.")
            : ResultOrAlternate<CallToolResult>.FromAlternate(new BegunTask { ResultType = "task", TaskId = Id, Status = "working", PollIntervalMs = PollMs }, TaskToolJson.Default.BegunTask);
    }

    private JsonObject Get(JsonNode? parameters)
    {
        if (parameters!["taskId"]!.GetValue<string>() is not Id)
        {
            throw new McpProtocolException("Failed to retrieve task: Task not found", McpErrorCode.InvalidParams);
        }

        _state = _states.TryDequeue(out string? next) ? next : _state;
        return Describe(_state);
    }

    private static JsonObject Acknowledge(JsonNode? parameters) => new() { ["resultType"] = "complete" };

    private JsonObject Cancel(JsonNode? parameters)
    {
        CancelAsked.TrySetResult();
        return Acknowledge(parameters);
    }

    private JsonObject Describe(string state)
    {
        JsonObject json = JsonNode.Parse(state)!.AsObject();
        (json["resultType"], json["taskId"], json["pollIntervalMs"], json["ttlMs"]) = ("complete", Id, PollMs, null);
        (json["createdAt"], json["lastUpdatedAt"]) = ("2026-07-28T10:00:00Z", "2026-07-28T10:00:00Z");
        return json;
    }
}

internal sealed class BegunTask : Result
{
    public required string TaskId { get; init; }

    public required string Status { get; init; }

    public required int PollIntervalMs { get; init; }

    public string CreatedAt { get; } = "2026-07-28T10:00:00Z";

    public string LastUpdatedAt => CreatedAt;

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? TtlMs { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BegunTask))]
internal sealed partial class TaskToolJson : JsonSerializerContext;
