using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;

namespace McpTools.Tools;

/// <summary>
/// Remembers how each tool of a server described itself when it was first listed. One that describes itself otherwise later, while the
/// host runs, is not the tool that was trusted: it runs only when the user allows it, call by call.
/// </summary>
internal sealed partial class ToolPins(string server, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);

    public bool HasChanged(Tool tool)
    {
        string description = $"{tool.Description}\n{tool.InputSchema.GetRawText()}";
        lock (_lock)
        {
            if (_known.TryAdd(tool.Name, description) || _known[tool.Name] == description)
            {
                return false;
            }

            if (_changed.Add(tool.Name))
            {
                LogChanged(server, tool.Name);
            }

            return true;
        }
    }

    [LoggerMessage(LogLevel.Warning, "MCP server {Server} describes its tool {Tool} otherwise than before: it runs only when the user allows it. Restart the host to trust it again.")]
    private partial void LogChanged(string server, string tool);
}
