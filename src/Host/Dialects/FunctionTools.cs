using System.Text.Json;
using InteractionCore.Delegation;

namespace AgentHost.Dialects;

/// <summary>Reads the function tools that clients declare, in the form both protocols share.</summary>
internal static class FunctionTools
{
    private const int MostTools = 128;
    private const int LongestName = 64;

    private static readonly JsonElement NoParameters = JsonElement.Parse("""{"type":"object","properties":{}}""");

    /// <exception cref="ProtocolException">A tool is not a function, or has no usable name.</exception>
    public static IReadOnlyList<ClientTool> Read(IReadOnlyList<JsonElement>? tools, string param)
    {
        if (tools is null)
        {
            return [];
        }

        if (tools.Count > MostTools)
        {
            throw new ProtocolException("too_many_tools", $"\"tools\" has {tools.Count} entries, and {MostTools} is the most.", param);
        }

        List<ClientTool> read = [.. tools.Select((tool, index) => Read(tool, $"{param}[{index}]"))];
        return read.Select(tool => tool.Name).Distinct(StringComparer.Ordinal).Count() == read.Count
            ? read
            : throw new ProtocolException("invalid_tool", "Two tools have the same name.", param);
    }

    private static ClientTool Read(JsonElement tool, string param)
    {
        string? type = Text(tool, "type");
        if (type is not (null or "function"))
        {
            throw new ProtocolException("unsupported_tool", $"Tools of the type '{type}' cannot be had: declare functions, which the client runs. MCP servers are configured on the host.", param);
        }

        string? name = Text(tool, "name");
        if (name is null || name.Length is 0 or > LongestName || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        {
            throw new ProtocolException("invalid_tool", $"A function's name has 1 to {LongestName} letters, digits, '_' and '-'; this one is '{name}'.", param + ".name");
        }

        JsonElement schema = tool.TryGetProperty("parameters", out JsonElement parameters) && parameters.ValueKind is JsonValueKind.Object ? parameters.Clone() : NoParameters;
        return new ClientTool(name, Text(tool, "description") ?? "", schema);
    }

    private static string? Text(JsonElement tool, string name) =>
        tool.ValueKind is JsonValueKind.Object && tool.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
