using InteractionCore.Plugins;
using McpTools.Authorization;
using McpTools.Connections;
using McpTools.Settings;
using Microsoft.Extensions.Logging;

namespace McpTools.Commands;

/// <summary><c>AgentHost mcp add|list|test|login|remove</c>.</summary>
/// <param name="servers">The configured servers.</param>
/// <param name="file">Where <c>add</c> and <c>remove</c> keep servers.</param>
internal sealed class McpCommand(IReadOnlyList<ServerSettings> servers, McpFile file, TimeProvider time, ILoggerFactory loggers) : IPluginCommand
{
    private const string Help =
        """
        AgentHost mcp list                                  the servers, and where each is configured
        AgentHost mcp add NAME URL [--header "N: VALUE"]    add a server over HTTP to mcp.json, beside plugins.json
        AgentHost mcp add NAME [--env N=VALUE] -- COMMAND   add a server over stdio: what follows -- starts it
        AgentHost mcp test NAME [--call TOOL [JSON]]        how it does in a live stream: connecting, tools, schemas, latency, progress, UI
        AgentHost mcp login NAME                            sign in to a server, in a browser
        AgentHost mcp remove NAME                           remove a server from mcp.json
        """;

    private static readonly TimeSpan SignInTime = TimeSpan.FromMinutes(5);

    public string Name => "mcp";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellationToken)
    {
        switch (arguments.ToArray())
        {
            case ["list"]:
                await ListAsync(output);
                return 0;
            case ["add", var name, .. var rest]:
                file.Add(name, rest is [] ? throw new SetupException($"What is '{name}'? Give its address, or what starts it behind --.") : ServerArguments.Parse(name, rest));
                await output.WriteLineAsync($"Added '{name}' to {file.Path}. See how it does: AgentHost mcp test {name}".AsMemory(), cancellationToken);
                return 0;
            case ["remove", var name]:
                file.Remove(name);
                await output.WriteLineAsync($"Removed '{name}' from {file.Path}.".AsMemory(), cancellationToken);
                return 0;
            case ["test", var name]:
                return await TestAsync(name, call: null, output, cancellationToken);
            case ["test", var name, "--call", var tool]:
                return await TestAsync(name, new NamedCall(tool, "{}"), output, cancellationToken);
            case ["test", var name, "--call", var tool, var json]:
                return await TestAsync(name, new NamedCall(tool, json), output, cancellationToken);
            case ["login", var name]:
                return await LoginAsync(name, output, cancellationToken);
            default:
                await output.WriteLineAsync(Help.AsMemory(), cancellationToken);
                return arguments is [] || arguments[0] is "help" ? 0 : 1;
        }
    }

    private async Task ListAsync(TextWriter output)
    {
        foreach (ServerSettings server in servers)
        {
            string where = file.Has(server.Name) ? "mcp.json" : "plugins.json";
            string what = server switch
            {
                StdioServerSettings stdio => $"stdio  {stdio.Command} {string.Join(' ', stdio.Arguments)}",
                HttpServerSettings http => $"http   {http.Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}",
                _ => server.GetType().Name,
            };
            await output.WriteLineAsync($"{server.Name,-16} {where,-13} {server.Secrets.Hide(what)}");
        }

        if (servers.Count == 0)
        {
            await output.WriteLineAsync("No MCP server is configured. Add one: AgentHost mcp add NAME URL");
        }
    }

    private async Task<int> TestAsync(string name, NamedCall? call, TextWriter output, CancellationToken cancellationToken)
    {
        ServerSettings server = Find(name) with { ConnectTimeout = TimeSpan.FromSeconds(60) };
        var report = new ServerReport(server, output, time);
        ServerConnection connection = McpServers.Create(server, browser: null, tokens: null, time, loggers.CreateLogger("McpTools"));
        return await RunAsync(connection, status => report.WriteAsync(connection, status, call, cancellationToken), cancellationToken) ? 0 : 1;
    }

    private async Task<int> LoginAsync(string name, TextWriter output, CancellationToken cancellationToken)
    {
        if (Find(name) is not HttpServerSettings server)
        {
            throw new SetupException($"'{name}' is started by a command; only a server with 'url' can be signed in to.");
        }

        if (server.NamesItself)
        {
            throw new SetupException($"'{name}' has an Authorization header in its settings. Remove that to sign in instead.");
        }

        var tokens = new TokenFile(TokenFile.DefaultFolder, server.Url);
        tokens.Delete();
        ServerConnection connection = McpServers.Create(server with { ConnectTimeout = SignInTime }, new SystemBrowser(output), tokens, time, loggers.CreateLogger("McpTools"));
        return await RunAsync(connection, async status =>
        {
            await output.WriteLineAsync(status.State is ConnectionState.Ready
                ? File.Exists(tokens.Path) ? $"Signed in to '{name}'. The token is in {tokens.Path}, readable by you alone." : $"'{name}' does not ask for a sign-in."
                : $"Not signed in to '{name}': {status.Reason}");
            return status.State is ConnectionState.Ready;
        }, cancellationToken) ? 0 : 1;
    }

    private static async Task<bool> RunAsync(ServerConnection connection, Func<ConnectionStatus, Task<bool>> use, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task running = connection.RunAsync(stop.Token);
        try
        {
            return await use(await connection.WaitAsync(status => status.State is not ConnectionState.Connecting, cancellationToken));
        }
        finally
        {
            await stop.CancelAsync();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private ServerSettings Find(string name) => servers.FirstOrDefault(server => server.Name == name)
        ?? throw new SetupException($"There is no MCP server '{name}'. There are: {string.Join(", ", servers.Select(server => server.Name).DefaultIfEmpty("none"))}.");
}

/// <summary>A call a person asks for.</summary>
internal sealed record NamedCall(string Tool, string Json);
