using System.Text.Json.Nodes;
using ModelContextProtocol;

namespace McpTools.ServerTasks;

/// <summary>
/// A call that its server works on while nobody waits on the line, as last heard of: the extension io.modelcontextprotocol/tasks of
/// revision 2026-07-28, and the tasks of 2025-11-25.
/// </summary>
internal sealed class ServerTask
{
    public const string Extension = "io.modelcontextprotocol/tasks";

    /// <summary>A server's wish is followed within these.</summary>
    private const double LeastMs = 100, MostMs = 10_000, UsualMs = 1_000;

    private readonly JsonObject _json;

    private ServerTask(JsonObject json) => _json = json;

    public string Id => Text("taskId") ?? throw new McpException("The server began a task and did not say which.");

    public string Status => Text("status") ?? "";

    /// <summary>How it is, for a person.</summary>
    public string? Message => Text("statusMessage");

    /// <summary>When to ask again.</summary>
    public TimeSpan PollInterval => TimeSpan.FromMilliseconds(Math.Clamp(Number("pollIntervalMs") ?? Number("pollInterval") ?? UsualMs, LeastMs, MostMs));

    public JsonNode? Result => _json["result"];

    public JsonObject? InputRequests => _json["inputRequests"] as JsonObject;

    /// <summary>What went wrong, as the server says it.</summary>
    public string Error => (_json["error"] as JsonObject)?["message"] is JsonValue error && error.TryGetValue(out string? text) ? text : Message ?? "the server does not say why.";

    /// <summary>The task that a call's result is the begin of; null for a result that is one.</summary>
    /// <param name="asked">A task was asked for, as revision 2025-11-25 has it: it is then a part of the result.</param>
    public static ServerTask? BegunBy(JsonNode? result, bool asked) => result switch
    {
        JsonObject begun when begun["resultType"] is JsonValue type && type.TryGetValue(out string? name) && name == "task" => new ServerTask(begun),
        JsonObject begun when asked && begun["task"] is JsonObject task => new ServerTask(task),
        _ => null,
    };

    /// <summary>What a server answers to tasks/get.</summary>
    public static ServerTask From(JsonNode? result) => result is JsonObject json ? new ServerTask(json) : throw new McpException("The server's answer to tasks/get is no task.");

    private string? Text(string name) => _json[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private double? Number(string name) => _json[name] is JsonValue value && value.TryGetValue(out double number) && double.IsFinite(number) ? number : null;
}
