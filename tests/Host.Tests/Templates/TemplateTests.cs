using AgentHost.Commands;
using AgentHost.Testing;
using AgentHost.Tests.Commands;
using Microsoft.AspNetCore.Builder;

namespace AgentHost.Tests.Templates;

/// <summary>A newcomer's first plugin and first MCP server, outside of the repository, by the steps of the documentation.</summary>
public sealed class TemplateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_plugin_made_by_the_documented_steps_loads_and_works_in_a_session()
    {
        var steps = new DocumentedSteps("plugin", _folder.Path);

        string printed = await steps.RunAsync(Repository.Root);

        Assert.Matches(@"ok\s+numbers\s+Numbers 1\.0\.0: tools", printed);
        Assert.Matches(@"\nnumbers\s+Numbers 1\.0\.0: tools", printed);
        await AnswersAsync(
            $$"""{ "id": "numbers", "assembly": "{{_folder.Path}}/Numbers/bin/Debug/net10.0/Numbers.dll" }""",
            "numbers_multiply", """{ "a": 12, "b": 7 }""", "12 times 7 is 84.");
    }

    [Fact]
    public async Task A_server_made_by_the_documented_steps_is_added_tested_and_works_in_a_session()
    {
        var steps = new DocumentedSteps("mcp-server", _folder.Path);
        string clone = Directory.CreateDirectory(Path.Combine(_folder.Path, "clone")).FullName;
        foreach (string shared in (string[])["plugins.json", "models", "samples"])
        {
            File.CreateSymbolicLink(Path.Combine(clone, shared), Repository.PathOf(shared));
        }

        string printed = await steps.RunAsync(clone);

        Assert.Matches(@"call\s+get_distance: p50 \d+ ms", printed);
        await AnswersAsync(
            $$"""{ "id": "mcp", "assembly": "plugins/McpTools/McpTools.dll", "settings": { "configFiles": [ "{{clone}}/mcp.json" ] } }""",
            "distances_get_distance", """{ "from": "paris", "to": "rome" }""", "From paris to rome it is 1106 kilometers.");
    }

    [Fact]
    public async Task The_packages_do_without_a_clone_and_names_may_be_odd()
    {
        var steps = new DocumentedSteps("plugin", _folder.Path);
        string packages = Path.Combine(_folder.Path, "packages"), known = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

        // The user's own packages are read, and none is added to them.
        foreach (string line in (string[])
        [
            $"dotnet pack templates -o '{packages}' --nologo -v q",
            $"dotnet new install '{packages}/AgentHost.Templates.0.1.0.nupkg'",
            "dotnet new agenthost-plugin -n my-numbers.2 -o ../odd --clone ''",
            $"dotnet build ../odd -p:AgentHost= -p:RestoreAdditionalProjectSources='{packages}' -p:RestorePackagesPath='{_folder.Path}/restored' -p:RestoreFallbackFolders='{known}'",
        ])
        {
            HostProcess step = await steps.ShellAsync(line, Repository.Root);
            Assert.True(step.ExitCode == 0, $"{line}\n{step.Output}{step.Errors}");
        }

        HostProcess verify = await HostProcess.RunAsync("plugins", "verify", "--plugins",
            _folder.File("plugins.json", """{ "plugins": [ { "id": "odd", "assembly": "odd/bin/Debug/net10.0/my-numbers.2.dll", "settings": { "decimals": "many" } } ] }"""));
        Assert.Contains("Plugin 'odd': 'decimals' is \"many\": use a whole number from 0 to 10, the decimals of an answer.", verify.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A live session of the shipped model, whose agent has a language model that calls one tool and says what it answered.</summary>
    private async Task AnswersAsync(string plugin, string tool, string arguments, string answer)
    {
        using var provider = new ScriptedProvider(_ => ScriptedProvider.Call("c1", tool, arguments), request => ScriptedProvider.Say(ScriptedProvider.LastAnswer(request)));
        string plugins = _folder.File("session.json",
            $$"""
            { "plugins": [
                { "id": "model", "assembly": "plugins/OnnxInteraction/OnnxInteraction.dll", "settings": { "model": "{{Repository.Wren}}", "device": "cpu" } },
                { "id": "agent", "assembly": "plugins/SemanticKernelAgent/SemanticKernelAgent.dll",
                  "settings": { "languageModel": { "provider": "openai", "model": "scripted", "endpoint": "{{provider.Endpoint}}" } } },
                {{plugin}}
            ] }
            """);
        await using WebApplication host = ServeCommand.Build(plugins, "http://127.0.0.1:0");
        await host.StartAsync();
        await ServedHost.ReadyAsync(host);

        await ServedHost.TypeAsync(host, "what time is it", until: "session.delegation.updated", containing: answer);
    }
}
