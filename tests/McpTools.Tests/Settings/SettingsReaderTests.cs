using System.Text;
using AgentHost.Testing;
using InteractionCore.Plugins;
using McpTools.Settings;
using Microsoft.Extensions.Configuration;
using ModelContextProtocol.Client;

namespace McpTools.Tests.Settings;

public sealed class SettingsReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    [Fact]
    public void The_form_of_Claude_Desktop_and_Cursor_is_read()
    {
        var server = Assert.IsType<StdioServerSettings>(Assert.Single(Read("""
            { "mcpServers": { "my-files": { "command": "npx", "args": ["-y", "server", "/data"], "env": { "LEVEL": "2" }, "cwd": "sub", "alwaysAllow": ["x"] } } }
            """)));

        Assert.Equal(("my-files", "my_files", "npx"), (server.Name, server.ToolsetName, server.Command));
        Assert.Equal(["-y", "server", "/data"], server.Arguments);
        Assert.Equal("2", server.Environment["LEVEL"]);
        Assert.Equal(Path.Combine(_folder.Path, "sub"), server.Folder);
        Assert.Equal(TimeSpan.FromSeconds(25), server.ConnectTimeout);
    }

    [Fact]
    public void The_form_of_VS_Code_is_read_with_its_inputs()
    {
        _environment["MCP_INPUT_API_KEY"] = "key-from-environment";
        _environment["REGION"] = "eu";

        var server = Assert.IsType<HttpServerSettings>(Assert.Single(Read("""
            {
              "inputs": [ { "type": "promptString", "id": "api-key", "description": "The key", "password": true }, { "id": "team", "default": "blue" } ],
              "servers": { "tracker": { "type": "http", "url": "https://${env:REGION}.example.com/mcp", "headers": { "Authorization": "Bearer ${input:api-key}", "X-Team": "${input:team}" } } }
            }
            """)));

        Assert.Equal(new Uri("https://eu.example.com/mcp"), server.Url);
        Assert.Equal(HttpTransportMode.AutoDetect, server.Mode);
        Assert.Equal("Bearer key-from-environment", server.Headers["Authorization"]);
        Assert.Equal("blue", server.Headers["X-Team"]);
    }

    [Fact]
    public void The_hosts_folder_and_the_environment_are_known_inline()
    {
        _environment["TOOL"] = "weather";

        var server = (StdioServerSettings)Read("""{ "mcpServers": { "w": { "command": "dotnet", "args": ["${hostFolder}/${env:TOOL}.dll"] } } }""")[0];

        Assert.Equal([Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory) + "/weather.dll"], server.Arguments);
    }

    [Fact]
    public void Files_of_other_clients_are_read_with_their_comments()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, ".vscode"));
        _folder.File(".vscode/mcp.json", """
            {
              // Started by the editor, and by us.
              "servers": { "files": { "type": "stdio", "command": "serve", "args": ["${workspaceFolder}"], }, },
            }
            """);
        _folder.File(".mcp.json", """{ "mcpServers": { "search": { "url": "http://localhost:9/sse", "type": "sse" } } }""");

        IReadOnlyList<ServerSettings> servers = Read("""{ "configFiles": [ ".vscode/mcp.json", ".mcp.json" ] }""");

        Assert.Equal([_folder.Path], Assert.IsType<StdioServerSettings>(servers[0]).Arguments);
        Assert.Equal(HttpTransportMode.Sse, Assert.IsType<HttpServerSettings>(servers[1]).Mode);
    }

    [Theory]
    [InlineData("\"enabled\": false")]
    [InlineData("\"disabled\": true")]
    public void A_server_that_is_off_is_not_read(string off) =>
        Assert.Empty(Read($$"""{ "mcpServers": { "off": { {{off}}, "command": "${env:NOT_SET}" } } }"""));

    [Fact]
    public void Names_that_differ_only_in_signs_get_toolsets_of_their_own()
    {
        IReadOnlyList<ServerSettings> servers = Read("""{ "mcpServers": { "a-b": { "command": "x" }, "a.b": { "command": "x" } } }""");

        Assert.Equal(2, servers.Select(server => server.ToolsetName).Distinct().Count());
        Assert.All(servers, server => Assert.Matches("^[A-Za-z0-9_]+$", server.ToolsetName));
    }

    [Fact]
    public void Everything_wrong_is_said_at_once()
    {
        string file = _folder.File("broken.json", "{ nonsense");
        string empty = _folder.File("empty.json", "{}");

        var exception = Assert.Throws<PluginConfigurationException>(() => Read($$"""
            {
              "mcpServer": {},
              "mcpServers": {
                "neither": {},
                "both": { "command": "x", "url": "http://localhost" },
                "slow": { "command": "x", "timeoutSeconds": 0 },
                "odd": { "command": "x", "type": "pipe" },
                "nowhere": { "url": "localhost:80" },
                "keyless": { "command": "x", "env": { "KEY": "${input:the-key}", "OTHER": "${env:NOT_SET}" } },
                "typo": { "command": "${hostfolder}/x" }
              },
              "servers": { "slow": { "command": "y" } },
              "configFiles": [ "absent.json", "broken.json", "empty.json" ]
            }
            """));

        Assert.Collection(
            exception.Errors,
            error => Assert.Equal("'mcpServer' is no setting of this plugin: use mcpServers, servers, inputs, configFiles.", error),
            error => Assert.StartsWith("Server 'both': has both 'command' and 'url'", error, StringComparison.Ordinal),
            error => Assert.Equal("Server 'keyless': 'env' at 'KEY' needs the input 'the-key'. Set the environment variable MCP_INPUT_THE_KEY.", error),
            error => Assert.Equal("Server 'keyless': 'env' at 'OTHER' needs the environment variable NOT_SET, which is not set. Set it, or replace ${env:NOT_SET}.", error),
            error => Assert.StartsWith("Server 'neither': has neither 'command' nor 'url'", error, StringComparison.Ordinal),
            error => Assert.StartsWith("Server 'nowhere': 'url' is 'localhost:80'", error, StringComparison.Ordinal),
            error => Assert.StartsWith("Server 'odd': 'type' is 'pipe'", error, StringComparison.Ordinal),
            error => Assert.Equal("Server 'slow': 'timeoutSeconds' is '0': use 1 to 600.", error),
            error => Assert.StartsWith("Server 'typo': 'command' has the unknown variable ${hostfolder}", error, StringComparison.Ordinal),
            error => Assert.StartsWith("Server 'slow' is there twice", error, StringComparison.Ordinal),
            error => Assert.StartsWith($"'configFiles' names '{Path.Combine(_folder.Path, "absent.json")}', and there is no such file.", error, StringComparison.Ordinal),
            error => Assert.StartsWith($"{file} cannot be read: ", error, StringComparison.Ordinal),
            error => Assert.StartsWith($"{empty} has neither \"mcpServers\" nor \"servers\"", error, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_whose_last_server_was_removed_is_no_error()
    {
        _folder.File("mcp.json", """{ "servers": {} }""");

        Assert.Empty(Read("""{ "configFiles": [ "mcp.json" ] }"""));
    }

    [Fact]
    public void Secrets_are_hidden_wherever_they_turn_up()
    {
        _environment["MCP_INPUT_KEY"] = "s3cret-value";

        ServerSettings server = Read("""{ "mcpServers": { "s": { "command": "x", "args": ["--key", "${input:key}"], "env": { "PASS": "another-secret" } } } }""")[0];

        Assert.Equal("login with *** or *** failed", server.Secrets.Hide("login with s3cret-value or another-secret failed"));
    }

    public void Dispose() => _folder.Dispose();

    private IReadOnlyList<ServerSettings> Read(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return new SettingsReader(new PluginContext(_folder.Path, "mcp"), _environment.GetValueOrDefault).Read(new ConfigurationBuilder().AddJsonStream(stream).Build());
    }
}
