using AgentHost.Commands;
using AgentHost.Testing;
using AgentHost.Tests.Commands;
using Microsoft.AspNetCore.Builder;

namespace AgentHost.Tests.Plugins;

public sealed class SearchPluginTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Loaded_with_its_full_text_engine_it_answers_a_session_with_source_and_card()
    {
        _folder.File("garden.md", "# Garden notes\n\nThe beds are watered on tuesdays.");
        using var provider = new ScriptedProvider(
            _ => ScriptedProvider.Call("c1", "search_documents", """{ "query": "when are the beds watered" }"""),
            request => ScriptedProvider.Say(ScriptedProvider.LastAnswer(request).Split('\n')[0]));
        string plugins = _folder.File("plugins.json",
            $$"""
            { "plugins": [
                { "id": "model", "assembly": "plugins/OnnxInteraction/OnnxInteraction.dll", "settings": { "model": "{{Repository.Wren}}", "device": "cpu" } },
                { "id": "agent", "assembly": "plugins/SemanticKernelAgent/SemanticKernelAgent.dll",
                  "settings": { "languageModel": { "provider": "openai", "model": "scripted", "endpoint": "{{provider.Endpoint}}" } } },
                { "id": "search", "assembly": "plugins/Search/Search.dll", "settings": { "documents": { "folder": "." } } }
            ] }
            """);
        await using WebApplication host = ServeCommand.Build(plugins, "http://127.0.0.1:0");
        await host.StartAsync();
        await ServedHost.ReadyAsync(host);

        await ServedHost.TypeAsync(host, "what time is it", until: "session.delegation.updated", containing: "From Garden notes: The beds are watered on tuesdays.");
    }

    public void Dispose() => _folder.Dispose();
}
