using System.Text.Json;
using AgentHost.Commands;
using AgentHost.Testing;
using AgentHost.Tests.Commands;
using InteractionCore.Plugins;
using InteractionCore.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AgentHost.Tests.Plugins;

/// <summary>plugins.json is edited while the host runs.</summary>
public sealed class ReloadTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_new_server_serves_the_sessions_that_run_and_a_wrong_edit_changes_nothing()
    {
        using var provider = new ScriptedProvider(_ => ScriptedProvider.Call("c1", "weather_get_weather", """{ "city": "paris" }"""), request => ScriptedProvider.Say(ScriptedProvider.LastAnswer(request)));
        Write(provider, "{}");
        await using WebApplication host = ServeCommand.Build(Path.Combine(_folder.Path, "plugins.json"), "http://127.0.0.1:0");
        await host.StartAsync();
        LiveHost live = host.Services.GetRequiredService<LiveHost>();
        Assert.Empty(live.Tools);

        await ServedHost.TypeAsync(host, "what time is it", until: "session.delegation.updated", containing: "in paris", meanwhile: async () =>
        {
            Write(provider, $$"""{ "weather": { "command": "dotnet", "args": [ {{JsonSerializer.Serialize(Path.Combine(AppContext.BaseDirectory, "samples", "WeatherMcpServer", "WeatherMcpServer.dll"))}} ] } }""");
            await BecomesTrueAsync(() => live.Tools.Any(source => source.Current.Functions.Count == 2));
        });
        Write(provider, """{ "weather": { } }""");
        await BecomesTrueAsync(async () => (await ReportAsync(host)).Contains("has neither 'command' nor 'url'", StringComparison.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "plugins.json"), "{ \"plugins\": [");
        await BecomesTrueAsync(async () => (await ReportAsync(host)).Contains("It is not valid JSON", StringComparison.Ordinal));

        Assert.Equal(2, Assert.Single(live.Tools).Current.Functions.Count);
        Write(provider, "{}");
        await BecomesTrueAsync(() => live.Tools.Count == 0);
        Assert.DoesNotContain("not used", await ReportAsync(host), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(ScriptedProvider provider, string servers) => _folder.File("plugins.json",
        $$"""
        { "plugins": [
            { "id": "model", "assembly": "plugins/OnnxInteraction/OnnxInteraction.dll", "settings": { "model": "{{Repository.Wren}}", "device": "cpu" } },
            { "id": "agent", "assembly": "plugins/SemanticKernelAgent/SemanticKernelAgent.dll",
              "settings": { "languageModel": { "provider": "openai", "model": "scripted", "endpoint": "{{provider.Endpoint}}" } } },
            { "id": "mcp", "assembly": "plugins/McpTools/McpTools.dll", "settings": { "mcpServers": {{servers}} } }
        ] }
        """);

    private static async Task<string> ReportAsync(WebApplication host)
    {
        IEnumerable<IReadOnlyList<HealthReport>> reports = await Task.WhenAll(host.Services.GetServices<IHealthReporter>().Select(reporter => reporter.ReportAsync(CancellationToken.None).AsTask()));
        return string.Join('\n', reports.SelectMany(report => report).Select(report => $"{report.Part} {report.Detail}"));
    }

    private static Task BecomesTrueAsync(Func<bool> condition) => BecomesTrueAsync(() => Task.FromResult(condition()));

    private static async Task BecomesTrueAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        }
    }
}
