using System.Text.Json;
using Microsoft.Extensions.AI;

namespace InteractionCore.Delegation;

/// <summary>What a tool returned, whatever form it came in: words for a person, and data for a card when there is any.</summary>
/// <param name="Text">The text, or the data as JSON.</param>
/// <param name="Structured">A JSON object the tool returned as its data.</param>
public sealed record ToolAnswer(string Text, JsonElement? Structured)
{
    /// <summary>How tools' values are written as JSON: anything a tool may return, on one line.</summary>
    internal static JsonSerializerOptions Json { get; } = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    /// <param name="result">A string, an AIContent, a sequence of them, or anything that serializes to JSON.</param>
    public static ToolAnswer From(object? result) => result switch
    {
        null => new ToolAnswer("", null),
        string text => FromText(text),
        TextContent content => FromText(content.Text),
        JsonElement json => FromJson(json),
        IEnumerable<AIContent> contents => FromText(string.Join('\n', contents.OfType<TextContent>().Select(content => content.Text))),
        AIContent other => new ToolAnswer($"[{other.GetType().Name}]", null),
        _ => FromJson(JsonSerializer.SerializeToElement(result, Json)),
    };

    private static ToolAnswer FromText(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{"))
        {
            return new ToolAnswer(text, null);
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return FromJson(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return new ToolAnswer(text, null);
        }
    }

    // An MCP CallToolResult serializes to { content: [...], structuredContent?: ..., isError?: true }.
    private static ToolAnswer FromJson(JsonElement json)
    {
        if (json.ValueKind is JsonValueKind.String)
        {
            return FromText(json.GetString()!);
        }

        if (json.ValueKind is not JsonValueKind.Object)
        {
            return new ToolAnswer(json.GetRawText(), null);
        }

        JsonElement? structured = json.TryGetProperty("structuredContent", out JsonElement data) && data.ValueKind is JsonValueKind.Object ? data : null;
        if (json.TryGetProperty("content", out JsonElement content) && content.ValueKind is JsonValueKind.Array)
        {
            IEnumerable<string?> texts = content.EnumerateArray()
                .Where(block => block.ValueKind is JsonValueKind.Object && block.TryGetProperty("text", out _))
                .Select(block => block.GetProperty("text").ToString());
            return new ToolAnswer(string.Join('\n', texts), structured);
        }

        return new ToolAnswer(json.GetRawText(), structured ?? json);
    }
}
