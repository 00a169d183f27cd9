using ConformanceClient;
using InteractionCore.Delegation;
using McpTools.Authorization;
using McpTools.Connections;
using McpTools.Links;
using McpTools.Settings;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Client;

// The suite starts this once a scenario: the last argument is its server's address. What connects, signs in and calls is the plugin's
// own code; this program only plays the user and the language model.
string scenario = Environment.GetEnvironmentVariable("MCP_CONFORMANCE_SCENARIO") ?? "";
var context = ConformanceContext.Read();
HttpServerSettings settings = new("suite", "suite", TimeSpan.FromSeconds(60), Secrets.None, new Uri(args[^1]), HttpTransportMode.StreamableHttp, new Dictionary<string, string>())
{
    // Their servers speak only the revisions before server/discover.
    ProtocolVersion = scenario is "initialize" or "sse-retry" ? "2025-11-25" : null,
    OAuth = new OAuthSettings(context.ClientId, context.ClientSecret, new Uri("https://conformance-test.local/client-metadata.json"), [], RedirectPort: 0)
    {
        Grant = scenario switch
        {
            "auth/client-credentials-jwt" or "auth/client-credentials-basic" => MachineGrant.ClientCredentials,
            "auth/wif-jwt-bearer" or "auth/enterprise-managed-authorization" => MachineGrant.JwtBearer,
            _ => MachineGrant.None,
        },
        PrivateKeyFile = context.PrivateKeyFile,
        AssertionFile = context.AssertionFile,
        IdentityProvider = context.IdentityProvider,
        IdentityProviderClientId = context.IdentityProviderClientId,
    },
};
using var browser = new FollowingBrowser();
using var stop = new CancellationTokenSource();
ServerConnection connection = McpServers.Create(settings, browser, new MemoryTokens(), TimeProvider.System, NullLogger.Instance);
Task running = connection.RunAsync(stop.Token);
try
{
    ConnectionStatus status = await connection.WaitAsync(status => status.State is not ConnectionState.Connecting, CancellationToken.None);
    if (status.State is not ConnectionState.Ready)
    {
        Console.Error.WriteLine($"Not connected: {status.Reason}");
        return 1;
    }

    await CallToolsAsync(status);
    await ReadOthersAsync(status.Client!);
    connection.Suspect();
    await status.Client!.ListToolsAsync();
    return 0;
}
catch (Exception exception) when (exception is ServerUnavailableException or ModelContextProtocol.McpException or HttpRequestException)
{
    Console.Error.WriteLine(exception);
    return 1;
}
finally
{
    await stop.CancelAsync();
    await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}

// What the suite says to call, else every tool once.
async Task CallToolsAsync(ConnectionStatus status)
{
    foreach (AIFunction tool in status.Tools.Functions)
    {
        foreach (IDictionary<string, object?> arguments in context.CallsOf(tool, status.Tools.Functions))
        {
            try
            {
                object? result = await tool.InvokeAsync(new AIFunctionArguments(arguments) { Services = new AcceptingTask() });
                Console.Error.WriteLine($"{tool.Name} answered {ToolAnswer.From(result).Text}");
            }
            catch (ModelContextProtocol.McpException exception)
            {
                // A server may list tools that it does not have.
                Console.Error.WriteLine($"{tool.Name} failed: {exception.Message}");
            }
        }
    }
}

async Task ReadOthersAsync(McpClient client)
{
    if (client.ServerCapabilities.Prompts is not null)
    {
        foreach (McpClientPrompt prompt in await client.ListPromptsAsync())
        {
            await client.GetPromptAsync(prompt.Name);
        }
    }

    if (client.ServerCapabilities.Resources is not null)
    {
        foreach (McpClientResource resource in await client.ListResourcesAsync())
        {
            await client.ReadResourceAsync(resource.Uri);
        }
    }
}
