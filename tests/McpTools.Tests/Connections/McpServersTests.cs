using AgentHost.Testing;
using InteractionCore.Plugins;
using McpTools.Connections;
using McpTools.Settings;
using McpTools.Tests.Links;

namespace McpTools.Tests.Connections;

/// <summary>Settings change while servers run.</summary>
public sealed class McpServersTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_server_whose_settings_are_the_same_keeps_its_connection()
    {
        using McpServers servers = StdioServerTests.Servers(Weather("a"), Weather("b"));
        await servers.StartAsync(CancellationToken.None);
        ServerConnection a = servers.Connections[0], b = servers.Connections[1];
        await ReadyAsync(a);

        servers.Use([Weather("c"), Weather("a"), Weather("b") with { ConnectTimeout = TimeSpan.FromSeconds(9) }]);

        Assert.Same(a, servers.Connections[1]);
        Assert.NotSame(b, servers.Connections[2]);
        Assert.Equal(["c", "a", "b"], ((IToolSources)servers).Current.Select(source => source.Name));
        await ReadyAsync(servers.Connections[0]);
        await servers.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_call_that_runs_on_a_server_that_goes_is_answered_first()
    {
        using McpServers servers = StdioServerTests.Servers(Weather("a"));
        await servers.StartAsync(CancellationToken.None);
        ServerConnection gone = servers.Connections[0];
        await ReadyAsync(gone);
        IDisposable call = gone.Calls.Begin(task: null);

        servers.Use([]);
        object? answer = await gone.Current.Functions.First(tool => tool.Name == "get_weather").InvokeAsync(new() { ["city"] = "paris" });
        Assert.False(gone.Calls.WhenIdle().IsCompleted);
        call.Dispose();

        Assert.Empty(servers.Connections);
        Assert.Contains("paris", InteractionCore.Delegation.ToolAnswer.From(answer).Text, StringComparison.Ordinal);
        await servers.StopAsync(CancellationToken.None);
    }

    [Fact]
    public void Changes_before_the_start_and_after_the_end_start_nothing()
    {
        using McpServers servers = StdioServerTests.Servers(Weather("a"));

        servers.Use([Weather("b")]);

        Assert.Equal(ConnectionState.Connecting, Assert.Single(servers.Connections).Status.State);
        Assert.Equal("b", servers.Connections[0].Server);
    }

    public void Dispose() => _folder.Dispose();

    private StdioServerSettings Weather(string name) =>
        new(name, name, TimeSpan.FromSeconds(60), Secrets.None, "dotnet", [StdioServerTests.WeatherServer], new Dictionary<string, string?>(), _folder.Path);

    private static async Task ReadyAsync(ServerConnection connection)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await connection.WaitAsync(status => status.State is ConnectionState.Ready, patience.Token);
    }
}
