using InteractionCore.Delegation;
using InteractionCore.Plugins;
using McpTools.Connections;
using McpTools.Links;
using McpTools.Tests.Servers;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Server;

namespace McpTools.Tests.Connections;

public sealed class ServerConnectionTests
{
    [Fact]
    public async Task A_connected_servers_tools_can_be_called()
    {
        await using var running = new RunningConnection(() => new ScriptedServer());
        await running.BecomesAsync(ConnectionState.Ready);

        Assert.Equal(["echo"], running.ToolNames);
        Assert.Equal("hello", await running.CallAsync("echo"));
    }

    [Fact]
    public async Task A_tools_error_is_text_that_says_so()
    {
        await using var running = new RunningConnection(() => new ScriptedServer { Result = """{ "isError": true, "content": [ { "type": "text", "text": "no paper" } ] }""" });
        await running.BecomesAsync(ConnectionState.Ready);

        Assert.Equal("Error: no paper", await running.CallAsync("echo"));
    }

    [Fact]
    public async Task Every_page_of_tools_is_read()
    {
        await using var running = new RunningConnection(() => new ScriptedServer { Pages = [[Tool("a")], [Tool("b")], [Tool("c")]] });
        await running.BecomesAsync(ConnectionState.Ready);

        Assert.Equal(["a", "b", "c"], running.ToolNames);
    }

    [Fact]
    public async Task A_malformed_tool_is_left_out_and_the_others_stand()
    {
        await using var running = new RunningConnection(() => new ScriptedServer
        {
            Pages = [[Tool("good"), """{ "name": "bad", "inputSchema": [] }""", """{ "inputSchema": { "type": "object" } }""", "7", Tool("also.good")]],
        });
        await running.BecomesAsync(ConnectionState.Ready);

        Assert.Equal(["good", "also_good"], running.ToolNames);
    }

    [Fact]
    public async Task A_list_without_end_is_cut_off()
    {
        await using var running = new RunningConnection(() => new ScriptedServer { Pages = [[.. Enumerable.Range(0, 400).Select(n => Tool($"a{n}"))], [.. Enumerable.Range(0, 400).Select(n => Tool($"b{n}"))]] });
        await running.BecomesAsync(ConnectionState.Ready);

        Assert.Equal(500, running.Connection.Current.Functions.Count);
    }

    [Fact]
    public async Task A_schema_stays_as_the_server_wrote_it()
    {
        const string Schema = """{"type":"object","properties":{"n":{"$ref":"#/$defs/n"}},"$defs":{"n":{"type":"integer","minimum":3}},"x-own":[1,2]}""";
        await using var running = new RunningConnection(() => new ScriptedServer { Pages = [[$$"""{ "name": "t", "inputSchema": {{Schema}} }"""]] });
        await running.BecomesAsync(ConnectionState.Ready);

        Assert.Equal(Schema, running.Connection.Current.Functions[0].JsonSchema.GetRawText());
    }

    [Fact]
    public async Task A_changed_list_is_read_again()
    {
        var server = new ScriptedServer();
        await using var running = new RunningConnection(() => server);
        await running.BecomesAsync(ConnectionState.Ready);

        server.Pages[0] = [Tool("other")];
        await server.NotifyAsync("notifications/tools/list_changed");

        await running.WaitAsync(status => status.Tools.Functions is [{ Name: "other" }]);
    }

    [Fact]
    public async Task A_changed_list_is_read_again_in_the_current_revision()
    {
        McpServerPrimitiveCollection<McpServerTool> tools = [McpServerTool.Create(() => "1", new() { Name = "one" })];
        await using var running = new RunningConnection(() => new SdkServer(tools));
        ConnectionStatus ready = await running.BecomesAsync(ConnectionState.Ready);
        Assert.EndsWith("protocol 2026-07-28", ready.Description, StringComparison.Ordinal);

        tools.Add(McpServerTool.Create(() => "2", new() { Name = "two" }));

        await running.WaitAsync(status => status.Tools.Functions.Count == 2);
    }

    [Fact]
    public async Task A_server_that_dies_is_reconnected()
    {
        var servers = new List<ScriptedServer>();
        await using var running = new RunningConnection(() =>
        {
            servers.Add(new ScriptedServer());
            return servers[^1];
        });
        await running.BecomesAsync(ConnectionState.Ready);
        AIFunction held = running.Connection.Current.Functions[0];

        servers[0].Die();
        await running.BecomesAsync(ConnectionState.Lost);
        Assert.Empty(running.Connection.Current.Functions);
        var exception = await Assert.ThrowsAsync<ServerUnavailableException>(async () => await held.InvokeAsync());
        Assert.Equal("the MCP server 'test' is not connected (ended). It is being connected again.", exception.Message);

        running.Time.Advance(TimeSpan.FromSeconds(1));
        await running.BecomesAsync(ConnectionState.Ready);
        Assert.Equal("hello", await held.InvokeAsync());
    }

    [Fact]
    public async Task A_call_on_a_dying_server_says_so()
    {
        var server = new ScriptedServer { Unanswered = ["tools/call"] };
        await using var running = new RunningConnection(() => server);
        await running.BecomesAsync(ConnectionState.Ready);

        Task<object?> call = running.CallAsync("echo");
        server.Die();

        Assert.Contains("was lost during the call", (await Assert.ThrowsAsync<ServerUnavailableException>(() => call)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attempts_come_at_growing_intervals()
    {
        int attempts = 0;
        await using var running = new RunningConnection(() => throw new ServerUnavailableException($"attempt {++attempts}"));

        foreach (int seconds in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            int failures = attempts + (attempts == 0 ? 1 : 0);
            await running.WaitAsync(status => status.State is ConnectionState.Lost && status.Failures >= failures);
            int before = attempts;
            running.Time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
            Assert.Equal(before, attempts);
            running.Time.Advance(TimeSpan.FromTicks(1));
            await running.WaitAsync(status => status.State is ConnectionState.Lost && status.Failures == before + 1);
        }

        Assert.Equal(9, attempts);
    }

    [Fact]
    public async Task A_server_that_hangs_is_given_up_in_time()
    {
        var server = new ScriptedServer { Unanswered = ["server/discover", "initialize"] };
        await using var running = new RunningConnection(() => server);
        ValueTask<IReadOnlyList<HealthReport>> report = new McpHealth([running.Connection]).ReportAsync(CancellationToken.None);
        await server.Asked.WaitAsync(RunningConnection.Patience);
        Assert.False(report.IsCompleted);

        running.Time.Advance(TimeSpan.FromSeconds(25));

        Assert.Equal([new HealthReport("MCP server test", Health.Broken, "timed out.")], await report);
    }

    [Fact]
    public async Task A_report_does_not_wait_longer_than_it_may()
    {
        await using var running = new RunningConnection(() => new ScriptedServer { Unanswered = ["server/discover", "initialize"] });
        using var now = new CancellationTokenSource();
        await now.CancelAsync();

        IReadOnlyList<HealthReport> reports = await new McpHealth([running.Connection]).ReportAsync(now.Token);

        Assert.StartsWith("is still being connected.", reports[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ready_server_is_reported_with_its_tools()
    {
        await using var running = new RunningConnection(() => new ScriptedServer());

        IReadOnlyList<HealthReport> reports = await new McpHealth([running.Connection]).ReportAsync(CancellationToken.None);

        Assert.Equal([new HealthReport("MCP server test", Health.Ok, "1 tool over pipe, connected in 0.0 s, protocol 2025-06-18")], reports);
    }

    [Fact]
    public async Task A_server_that_ends_before_it_answers_is_not_waited_for()
    {
        var server = new ScriptedServer { Unanswered = { "server/discover", "initialize" } };
        server.End();

        await using var running = new RunningConnection(() => server);

        Assert.Equal("ended.", (await running.BecomesAsync(ConnectionState.Lost)).Reason);
    }

    [Fact]
    public void Without_a_connection_there_are_no_tools()
    {
        var connection = new ServerConnection("test", "test", TimeSpan.FromSeconds(1), () => new ScriptedServer(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);

        Assert.Equal(new Toolset("test", []).Functions, connection.Current.Functions);
    }

    private static string Tool(string name) => $$"""{ "name": "{{name}}", "inputSchema": { "type": "object" } }""";
}
