using System.Diagnostics;
using System.Globalization;
using AgentHost.Testing;
using InteractionCore.Delegation;
using InteractionCore.Plugins;
using McpTools.Connections;
using McpTools.Settings;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpTools.Tests.Links;

/// <summary>Servers as real processes.</summary>
public sealed class StdioServerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_weather_server_answers_in_words_and_data()
    {
        using var servers = Servers(Weather());
        await servers.StartAsync(CancellationToken.None);
        HealthReport report = await ReportAsync(servers);
        Assert.Equal(Health.Ok, report.Health);
        Assert.Matches(@"^2 tools over stdio, connected in \d+\.\d s, protocol 2026-07-28$", report.Detail);

        AIFunction tool = servers.Connections[0].Current.Functions.Single(function => function.Name == "get_weather");
        var answer = ToolAnswer.From(await tool.InvokeAsync(new AIFunctionArguments { ["city"] = "Paris", ["day"] = "tomorrow" }));
        await servers.StopAsync(CancellationToken.None);

        Assert.Matches(@"^Tomorrow it will be (minus )?\d+ degrees and (sunny|cloudy|rainy|snowy|windy|foggy) in paris\.$", answer.Text);
        Assert.Equal("climate normals, not a live forecast", answer.Structured!.Value.GetProperty("source").GetString());
    }

    [Fact]
    public async Task An_unknown_city_is_an_error_that_names_the_known_ones()
    {
        using var servers = Servers(Weather());
        await servers.StartAsync(CancellationToken.None);
        await ReportAsync(servers);

        object? result = await servers.Connections[0].Current.Functions.Single(function => function.Name == "get_weather").InvokeAsync(new AIFunctionArguments { ["city"] = "atlantis" });
        await servers.StopAsync(CancellationToken.None);

        Assert.StartsWith("Error: I know no climate normals for 'atlantis'. The cities I know: barcelona, beijing,", Assert.IsType<string>(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_command_is_named() =>
        Assert.Equal("not started: the command 'no-such-program' was not found. Install it, or correct 'command'.", await FailureOf(Stdio("no-such-program")));

    [Fact]
    public async Task A_missing_folder_is_named() =>
        Assert.Equal("not started: its folder '/no/such/folder' does not exist. Correct 'cwd'.", await FailureOf(Stdio("bash") with { Folder = "/no/such/folder" }));

    [Fact]
    public async Task A_server_that_exits_is_quoted() =>
        Assert.Equal(
            "exited with code 3: Error: the key *** is wrong. Run 'bash' by hand, with the same arguments, to see why.",
            await FailureOf(Bash("echo 'Error: the key '$PASS' is wrong' >&2; echo '  at line 7' >&2; exit 3", ("PASS", "very-secret"))));

    [Fact]
    public async Task A_server_that_writes_nonsense_is_quoted() =>
        Assert.StartsWith("it answered nonsense: 'Welcome!'. An MCP server writes only messages to its standard output", await FailureOf(Bash("while true; do echo 'Welcome!'; done")), StringComparison.Ordinal);

    [Fact]
    public async Task A_server_that_says_nothing_is_timed_out() =>
        Assert.StartsWith("timed out: no answer within 1 s.", await FailureOf(Bash("exec sleep 1000") with { ConnectTimeout = TimeSpan.FromSeconds(1) }), StringComparison.Ordinal);

    [Fact]
    public async Task Chatter_before_the_first_message_does_no_harm()
    {
        using var servers = Servers(Bash($"echo 'Starting...'; exec dotnet '{WeatherServer}'"));
        await servers.StartAsync(CancellationToken.None);

        Assert.Equal(Health.Ok, (await ReportAsync(servers)).Health);
        await servers.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_servers_death_costs_only_its_own_tools()
    {
        string pid = Path.Combine(_folder.Path, "pid");
        using var servers = Servers(Bash($"echo $$ > '{pid}'; exec dotnet '{WeatherServer}'"), Weather());
        await servers.StartAsync(CancellationToken.None);
        Assert.All(await new McpHealth(servers.Connections).ReportAsync(CancellationToken.None), report => Assert.Contains("2 tools over stdio", report.Detail, StringComparison.Ordinal));

        using (var process = Process.GetProcessById(ReadPid(pid)))
        {
            process.Kill();
        }

        using var patience = new CancellationTokenSource(Patience);
        ConnectionStatus lost = await servers.Connections[0].WaitAsync(status => status.State is ConnectionState.Lost, patience.Token);
        Assert.StartsWith("exited with code 137", lost.Reason, StringComparison.Ordinal);
        Assert.Equal(2, servers.Connections[1].Current.Functions.Count);
        // A second later it is back.
        await servers.Connections[0].WaitAsync(status => status.State is ConnectionState.Ready, patience.Token);
        await servers.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task No_process_is_left_behind()
    {
        string polite = Path.Combine(_folder.Path, "polite"), stubborn = Path.Combine(_folder.Path, "stubborn"), child = Path.Combine(_folder.Path, "child");
        using var servers = Servers(
            Bash($"echo $$ > '{polite}'; exec dotnet '{WeatherServer}'"),
            Bash($"trap '' TERM INT; sleep 1000 & echo $! > '{child}'; echo $$ > '{stubborn}'; echo started >&2; wait") with { ConnectTimeout = TimeSpan.FromSeconds(2) });
        await servers.StartAsync(CancellationToken.None);
        await new McpHealth(servers.Connections).ReportAsync(CancellationToken.None);

        await servers.StopAsync(CancellationToken.None).WaitAsync(Patience);

        Assert.All(new[] { polite, stubborn, child }, file => Assert.False(IsRunning(ReadPid(file)), $"{file} still runs."));
    }

    [Fact]
    public async Task The_weather_server_ends_when_a_killed_host_leaves_a_subscription_open()
    {
        const string Meta = """ "_meta": { "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientInfo": { "name": "t", "version": "1" }, "io.modelcontextprotocol/clientCapabilities": {} } """;
        using Process server = Process.Start(new ProcessStartInfo("dotnet", [WeatherServer]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        await server.StandardInput.WriteLineAsync($$"""{ "jsonrpc": "2.0", "id": 1, "method": "subscriptions/listen", "params": { "notifications": { "toolsListChanged": true }, {{Meta}} } }""");
        Assert.Contains("acknowledged", await server.StandardOutput.ReadLineAsync().WaitAsync(Patience), StringComparison.Ordinal);

        server.StandardInput.Close();

        await server.WaitForExitAsync().WaitAsync(Patience);
        Assert.Equal(0, server.ExitCode);
    }

    [Fact]
    public async Task A_server_does_not_inherit_the_hosts_secrets()
    {
        Environment.SetEnvironmentVariable("AGENTHOST_TEST_API_KEY", "host-secret");
        string seen = Path.Combine(_folder.Path, "seen");

        await FailureOf(Bash($"env > '{seen}'; exit 1", ("GIVEN_KEY", "given")));

        string environment = await File.ReadAllTextAsync(seen);
        Assert.DoesNotContain("host-secret", environment, StringComparison.Ordinal);
        Assert.Contains("GIVEN_KEY=given", environment, StringComparison.Ordinal);
        Assert.Contains("PATH=", environment, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    internal static string WeatherServer { get; } = Path.Combine(AppContext.BaseDirectory, "WeatherMcpServer.dll");

    internal static McpServers Servers(params ServerSettings[] servers) => new(servers, browser: null, TimeProvider.System, NullLoggerFactory.Instance);

    internal static async Task<HealthReport> ReportAsync(McpServers servers)
    {
        using var patience = new CancellationTokenSource(Patience);
        return (await new McpHealth(servers.Connections).ReportAsync(patience.Token))[0];
    }

    private StdioServerSettings Weather() => Stdio("dotnet") with { Arguments = [WeatherServer] };

    private StdioServerSettings Bash(string script, params (string Name, string Value)[] environment) => Stdio("bash") with
    {
        Arguments = ["-c", script],
        Environment = environment.ToDictionary(variable => variable.Name, variable => (string?)variable.Value),
        Secrets = new Secrets(environment.Select(variable => variable.Value)),
    };

    private StdioServerSettings Stdio(string command) =>
        new("test", "test", TimeSpan.FromSeconds(25), Secrets.None, command, [], new Dictionary<string, string?>(), _folder.Path);

    private static async Task<string> FailureOf(ServerSettings settings)
    {
        using var servers = Servers(settings);
        await servers.StartAsync(CancellationToken.None);
        HealthReport report = await ReportAsync(servers);
        await servers.StopAsync(CancellationToken.None);
        Assert.Equal(Health.Broken, report.Health);
        return report.Detail;
    }

    private static int ReadPid(string file) => int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture);

    private static bool IsRunning(int pid)
    {
        // A dead process whose parent has not asked for it yet is still listed, as a zombie.
        string status = $"/proc/{pid}/status";
        return File.Exists(status) && !File.ReadAllText(status).Contains("State:\tZ", StringComparison.Ordinal);
    }
}
