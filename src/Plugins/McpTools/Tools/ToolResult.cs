using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpTools.Tools;

/// <summary>What a function returns for a server's result.</summary>
internal static class ToolResult
{
    /// <returns>
    /// An error: text that starts with "Error:". Data: the result as JSON, with content and structuredContent. Text only: the text.
    /// Anything else: contents.
    /// </returns>
    public static object? From(CallToolResult result)
    {
        if (result.IsError is true)
        {
            string text = TextOf(result);
            return text.StartsWith("Error:", StringComparison.Ordinal) ? text : $"Error: {(text.Length > 0 ? text : "the tool failed and said no more.")}";
        }

        if (result.StructuredContent is { } data)
        {
            IList<ContentBlock> content = result.Content.Count > 0 ? result.Content : [new TextContentBlock { Text = data.GetRawText() }];
            return JsonSerializer.SerializeToElement(new CallToolResult { Content = content, StructuredContent = data }, McpJsonUtilities.DefaultOptions);
        }

        return result.Content.All(block => block is TextContentBlock)
            ? TextOf(result)
            : result.Content.Select(block => block.ToAIContent() ?? new TextContent($"[{block.Type}]")).ToArray();
    }

    private static string TextOf(CallToolResult result) => string.Join('\n', result.Content.OfType<TextContentBlock>().Select(block => block.Text));
}
