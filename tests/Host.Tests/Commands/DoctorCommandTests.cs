using AgentHost.Testing;

namespace AgentHost.Tests.Commands;

public sealed class DoctorCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task What_the_repository_ships_is_healthy()
    {
        HostProcess doctor = await HostProcess.RunAsync("doctor");

        Assert.True(doctor.ExitCode == 0, doctor.Output + doctor.Errors);
        Assert.All(["wren", "CPU", "lark", "tool router", "weather", "Moonshine tiny"], part => Assert.Contains(part, doctor.Output, StringComparison.Ordinal));
        Assert.Contains("get_weather", doctor.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_server_is_named_and_makes_the_doctor_fail()
    {
        string plugins = _folder.File("plugins.json",
            $$"""
            { "plugins": [
                { "id": "model", "assembly": "plugins/OnnxInteraction/OnnxInteraction.dll", "settings": { "model": "{{Repository.Wren}}", "device": "cpu" } },
                { "id": "mcp", "assembly": "plugins/McpTools/McpTools.dll", "settings": { "mcpServers": { "weather": { "command": "no-such-program" } } } }
            ] }
            """);

        HostProcess doctor = await HostProcess.RunAsync("doctor", "--plugins", plugins);

        Assert.Equal(1, doctor.ExitCode);
        Assert.Matches("BROKEN .*weather.*no-such-program", doctor.Output);
    }

    [Fact]
    public async Task A_missing_model_is_named()
    {
        string plugins = _folder.File("plugins.json",
            """{ "plugins": [ { "id": "model", "assembly": "plugins/OnnxInteraction/OnnxInteraction.dll", "settings": { "model": "models/phoenix" } } ] }""");

        HostProcess doctor = await HostProcess.RunAsync("doctor", "--plugins", plugins);

        Assert.Equal(1, doctor.ExitCode);
        Assert.Contains("phoenix", doctor.Output + doctor.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", doctor.Output + doctor.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_runs_sessions_of_the_shipped_model_and_gives_a_verdict()
    {
        HostProcess doctor = await HostProcess.RunAsync("doctor", "--load", "--sessions", "2", "--seconds", "2");

        Assert.Matches(@"wren .* on CPU.*(\n.*)*2 sessions +\d+ ?% of each turn used", doctor.Output);
        Assert.Matches(@"2 sessions together for 2 s: \d+ turns, p50 \d", doctor.Output);
        // How it turns out depends on what else the machine does; that the exit code says the same does not.
        Assert.Equal(doctor.ExitCode == 0, doctor.Output.Contains("Verdict: this machine carries 2 live sessions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Help_lists_the_commands_and_what_the_default_one_does()
    {
        HostProcess help = await HostProcess.RunAsync("--help");

        Assert.Equal(0, help.ExitCode);
        Assert.All(["talk", "doctor", "--plugins", "--urls", "http://127.0.0.1:5080"], part => Assert.Contains(part, help.Output, StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();
}
