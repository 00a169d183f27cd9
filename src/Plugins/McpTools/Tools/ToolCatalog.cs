using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpTools.Tools;

/// <summary>A server's tools as last listed. A tool that is malformed is left out with a warning; the others stand.</summary>
internal sealed partial class ToolCatalog(string server, McpClient client, ILogger logger)
{
    private const int MaxTools = 500;
    private const int MaxPages = 100;

    private readonly HashSet<string> _warned = new(StringComparer.Ordinal);
    private readonly HashSet<string> _tasks = new(StringComparer.Ordinal);
    private string _listed = "";

    public IReadOnlyList<Tool> Tools { get; private set; } = [];

    /// <summary>Whether a tool works only as a task that its caller asks for: what revision 2025-11-25 says of a tool, and the SDK does not read.</summary>
    public bool WantsTask(string tool) => _tasks.Contains(tool);

    /// <returns>True when the list is another one than before.</returns>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        if (client.ServerCapabilities.Tools is null)
        {
            return false;
        }

        List<JsonNode?> entries = await ListAsync(cancellationToken);
        string listed = string.Join('\n', entries.Select(entry => entry?.ToJsonString()));
        if (listed == _listed)
        {
            return false;
        }

        client.ClearKnownTools();
        _tasks.Clear();
        Tools = [.. entries.Select(Read).OfType<Tool>()];
        _listed = listed;
        return true;
    }

    // Page by page and entry by entry: one tool the SDK cannot read must not cost the whole list.
    private async Task<List<JsonNode?>> ListAsync(CancellationToken cancellationToken)
    {
        var entries = new List<JsonNode?>();
        string? cursor = null;
        for (int page = 0; page < MaxPages; page++)
        {
            var parameters = cursor is null ? new JsonObject() : new JsonObject { ["cursor"] = cursor };
            JsonRpcResponse response = await client.SendRequestAsync(new JsonRpcRequest { Method = RequestMethods.ToolsList, Params = parameters }, cancellationToken);
            entries.AddRange((response.Result as JsonObject)?["tools"] as JsonArray ?? throw new McpException("Its list of tools is no list."));
            cursor = (response.Result?["nextCursor"] as JsonValue)?.GetValue<string>();
            if (cursor is null || entries.Count > MaxTools)
            {
                break;
            }
        }

        if (cursor is not null || entries.Count > MaxTools)
        {
            Warn(() => LogTooMany(server, MaxTools), "too many");
        }

        return entries.Count > MaxTools ? entries[..MaxTools] : entries;
    }

    private Tool? Read(JsonNode? entry)
    {
        try
        {
            Tool? tool = entry.Deserialize<Tool>(McpJsonUtilities.DefaultOptions);
            if (tool is { Name.Length: > 0 })
            {
                client.AddKnownTools([tool]);
                if ((entry?["execution"] as JsonObject)?["taskSupport"] is JsonValue support && support.TryGetValue(out string? needs) && needs == "required")
                {
                    _tasks.Add(tool.Name);
                }

                return tool;
            }

            Reject(entry, "it has no name.");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            Reject(entry, exception.Message);
        }

        return null;
    }

    private void Reject(JsonNode? entry, string reason)
    {
        string name = (entry as JsonObject)?["name"]?.ToJsonString() ?? "without a name";
        Warn(() => LogRejected(server, name, reason), name + reason);
    }

    // A list is read again and again; what is wrong with it is said once.
    private void Warn(Action log, string key)
    {
        if (_warned.Count < MaxTools && _warned.Add(key))
        {
            log();
        }
    }

    [LoggerMessage(LogLevel.Warning, "MCP server {Server} lists a tool {Tool} that cannot be used and is left out: {Reason}")]
    private partial void LogRejected(string server, string tool, string reason);

    [LoggerMessage(LogLevel.Warning, "MCP server {Server} lists more than {MaxTools} tools; the rest is left out.")]
    private partial void LogTooMany(string server, int maxTools);
}
