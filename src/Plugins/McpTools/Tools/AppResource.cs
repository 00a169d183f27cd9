using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace McpTools.Tools;

/// <summary>The UI resource that a tool names in its metadata, as MCP Apps has it.</summary>
internal static class AppResource
{
    /// <returns>Its address, which begins with ui://; null when the tool has none.</returns>
    public static string? Of(Tool tool)
    {
        // The second form is that of the draft, still met in the field.
        JsonNode? address = (tool.Meta?["ui"] as JsonObject)?["resourceUri"] ?? tool.Meta?["ui/resourceUri"];
        return address is JsonValue value && value.TryGetValue(out string? uri) && uri.StartsWith("ui://", StringComparison.Ordinal) ? uri : null;
    }
}
