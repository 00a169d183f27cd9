using System.Text.Json;
using AgentHost.Eval;
using AgentHost.Eval.Reports;
using AgentHost.Testing;
using AgentHost.Tests.Commands;
using Microsoft.Extensions.Logging;

namespace AgentHost.Tests.Eval;

/// <summary>Small scenarios against a host with the shipped model, in process.</summary>
public sealed class EvalHostTests : IDisposable
{
    private readonly ScenarioFolder _folder = new();
    private readonly TemporaryFolder _output = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Scenarios_are_played_to_a_host_of_its_own_and_reported_in_real_time_or_not(bool fast)
    {
        string plugins = _output.File("plugins.json",
            $$"""
            { "plugins": [ { "id": "model", "assembly": "plugins/OnnxInteraction/OnnxInteraction.dll", "settings": { "model": "{{Repository.Wren.Replace('\\', '/')}}", "device": "cpu" } } ] }
            """);
        string[] files =
        [
            _folder.Write("turn", "1", """{ "suite": "turn", "tail_ms": 2500, "parts": [ { "wav": "a.wav" } ], "typed": [ { "text": "how are you", "at_ms": 300 } ] }"""),
            _folder.Write("silence", "1", """{ "suite": "silence", "tail_ms": 600, "parts": [ { "wav": "a.wav" } ] }"""),
        ];
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using EvalHost host = await EvalHost.StartAsync(plugins, fast, LogLevel.Error, timeout.Token);
        ScenarioPlayers players = fast ? ScenarioPlayers.OnSteppedHosts([host], TimeProvider.System) : ScenarioPlayers.OnOneHost(host.Address, 2, TimeProvider.System);
        var runner = new EvalRunner(players, TextWriter.Null, new ScenarioPictures(_output.Path));

        await runner.RunAsync(files, timeout.Token);

        EvalReport report = EvalReport.Of(TimeProvider.System.GetUtcNow(), "own", fast, 2, complete: true, runner.Results);
        ScenarioResult turn = report.Scenarios.Single(result => result.Suite == "turn");
        Assert.Null(turn.Error);
        Assert.Equal("i'm great thank you", string.Join(' ', turn.Session!.Said.Select(word => word.Text)));
        Assert.Equal(1, turn.Score);
        Assert.NotEmpty(turn.Session.Speech);
        Assert.InRange(turn.Session.Turns.Count, 8, 30);
        Assert.Equal(["turn", "silence"], report.Suites.Select(suite => suite.Suite));
        Assert.Contains("i'm great", await File.ReadAllTextAsync(Path.Combine(_output.Path, "turn-1.svg")), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_output.Path, "*.wav"));

        string json = JsonSerializer.Serialize(report, EvalReportJson.Default.EvalReport);
        Assert.Equal("turn/1", JsonDocument.Parse(json).RootElement.GetProperty("scenarios")[1].GetProperty("name").GetString());
        using var table = new StringWriter();
        EvalTable.Write(table, report);
        Assert.Contains("ON OTHER DATA", table.ToString(), StringComparison.Ordinal);
        Assert.Contains("TML-small 0.4", table.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SUITE=VALUE", "--min", "turn")]
    [InlineData("it has backchannel, cue", "singing")]
    [InlineData("neither SUITE=VALUE", "--min", "no/such/file.json")]
    [InlineData("no WebSocket address", "--host", "ftp://127.0.0.1:1", "turn")]
    [InlineData("No host answers at ws://127.0.0.1:1/v1/live/sessions", "--host", "http://127.0.0.1:1", "turn")]
    [InlineData("leave out --host", "--host", "ws://127.0.0.1:1", "--fast", "turn")]
    [InlineData("No host answers at ws://127.0.0.1:1/v1/live/sessions", "--host", "ws://127.0.0.1:1", "turn")]
    public async Task A_wrong_command_is_answered_with_what_would_do(string problem, params string[] arguments)
    {
        HostProcess eval = await HostProcess.RunAsync(["eval", .. arguments]);

        Assert.Equal((1, ""), (eval.ExitCode, eval.Output));
        Assert.Contains(problem, eval.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", eval.Errors, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
    }
}
