using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using InteractionCore.Delegation;
using InteractionCore.Injections;
using McpTools.Connections;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpTools.Tools;

/// <summary>The page that a tool names as its UI: a ui:// resource of its server, with the origins it may reach in its metadata.</summary>
/// <param name="name">The tool's name as it is offered.</param>
internal sealed partial class ToolPage(ServerConnection connection, Tool tool, string name, ILogger logger)
{
    /// <summary>MCP Apps among a client's capabilities.</summary>
    public const string Extension = "io.modelcontextprotocol/ui";

    public const string MimeType = "text/html;profile=mcp-app";

    private const int MostOrigins = 32;

    /// <summary>A page that comes later than the tool's answer holds that up.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Reads the page while the tool runs.</summary>
    /// <returns>Null when the tool has none, when nobody would see it, or when it cannot be had: that costs the call nothing.</returns>
    public async Task<UiApp?> ReadAsync(McpClient client, IToolTask? task, CancellationToken cancellationToken)
    {
        if (task is null || AppResource.Of(tool) is not { } address)
        {
            return null;
        }

        try
        {
            ReadResourceResult resource = await client.ReadResourceAsync(address, cancellationToken: cancellationToken).AsTask().WaitAsync(Limit, connection.Time, cancellationToken);
            return Read(resource, $"app-{task.DelegationId}-{name}");
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNoPage(connection.Server, tool.Name, address, exception.Message);
            return null;
        }
    }

    /// <summary>Shows it with the call and its result; after a failed call there is nothing to show.</summary>
    public static async ValueTask ShowAsync(UiApp? page, AIFunctionArguments arguments, CallToolResult result, IToolTask? task, CancellationToken cancellationToken)
    {
        if (page is not null && task is not null && result.IsError is not true)
        {
            await task.ShowAsync(page with
            {
                Arguments = JsonSerializer.SerializeToElement(arguments.ToDictionary(StringComparer.Ordinal), McpJsonUtilities.DefaultOptions),
                Result = JsonSerializer.SerializeToElement(result, McpJsonUtilities.DefaultOptions),
            }, cancellationToken);
        }
    }

    private UiApp Read(ReadResourceResult resource, string surfaceId)
    {
        ResourceContents page = resource.Contents.FirstOrDefault(contents => contents.MimeType?.Replace(" ", "", StringComparison.Ordinal) is MimeType)
            ?? throw new McpException($"It holds nothing of type {MimeType}.");
        string html = page switch
        {
            TextResourceContents text => text.Text,
            BlobResourceContents blob => Encoding.UTF8.GetString(blob.DecodedData.Span),
            _ => "",
        };
        return html.Length is > 0 and <= UiApp.MostChars
            ? new UiApp(surfaceId, html)
            {
                Title = tool.Title ?? tool.Annotations?.Title ?? tool.Name.Replace('_', ' '),
                ConnectDomains = Origins(page, "connectDomains"),
                ResourceDomains = Origins(page, "resourceDomains"),
            }
            : throw new McpException($"It has {html.Length} characters; a page has 1 to {UiApp.MostChars}.");
    }

    private static string[] Origins(ResourceContents page, string name) =>
        ((page.Meta?["ui"] as JsonObject)?["csp"] as JsonObject)?[name] is JsonArray origins
            ? [.. origins.OfType<JsonValue>().Take(MostOrigins).Select(origin => origin.TryGetValue(out string? text) ? text : "").Where(origin => origin.Length > 0)]
            : [];

    [LoggerMessage(LogLevel.Warning, "MCP server {Server}, tool {Tool}: its page {Address} cannot be shown. {Reason}")]
    private partial void LogNoPage(string server, string tool, string address, string reason);
}
