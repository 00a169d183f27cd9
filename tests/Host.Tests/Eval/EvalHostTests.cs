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
        string[] files =
        [
            _folder.Write("turn", "1", """{ "suite": "turn", "tail_ms": 2500, "parts": [ { "wav": "a.wav" } ], "typed": [ { "text": "how are you", "at_ms": 300 } ] }"""),
            _folder.Write("silence", "1", """{ "suite": "silence", "tail_ms": 600, "parts": [ { "wav": "a.wav" } ] }"""),
        ];
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(100));
        await using EvalHost host = await EvalHost.StartAsync(Plugins(), fast, LogLevel.Error, timeout.Token);
        ScenarioPlayers players = fast ? ScenarioPlayers.OnSteppedHosts([host], TimeProvider.System) : ScenarioPlayers.OnOneHost(host.Address, 2, TimeProvider.System);
        var runner = new EvalRunner(players, TextWriter.Null, new ScenarioPictures(_output.Path));

        await runner.RunAsync(files, timeout.Token);

        EvalReport report = EvalReport.Of(TimeProvider.System.GetUtcNow(), "own", fast, 2, complete: true, runner.Results);
        ScenarioResult turn = report.Scenarios.Single(result => result.Suite == "turn");
        Assert.Null(turn.Error);
        Assert.NotEqual(0, turn.Session!.Turns.Count);
        Assert.Equal(["turn", "silence"], report.Suites.Select(suite => suite.Suite));
        Assert.Contains("its voice", await File.ReadAllTextAsync(Path.Combine(_output.Path, "turn-1.svg")), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_output.Path, "*.wav"));

        string json = JsonSerializer.Serialize(report, EvalReportJson.Default.EvalReport);
        Assert.Equal("turn/1", JsonDocument.Parse(json).RootElement.GetProperty("scenarios")[1].GetProperty("name").GetString());
        using var table = new StringWriter();
        EvalTable.Write(table, report);
        Assert.Contains("ON OTHER DATA", table.ToString(), StringComparison.Ordinal);
        Assert.Contains("TML-small 0.4", table.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_virtual_clock_a_busy_machine_changes_nothing()
    {
        string file = _folder.Write("turn", "1", """{ "suite": "turn", "tail_ms": 2500, "parts": [ { "wav": "a.wav" } ], "typed": [ { "text": "how are you", "at_ms": 300 } ] }""");
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(100));
        await using EvalHost host = await EvalHost.StartAsync(Plugins(), fast: true, LogLevel.Error, timeout.Token);
        var runner = new EvalRunner(ScenarioPlayers.OnSteppedHosts([host], TimeProvider.System), TextWriter.Null, null);

        await runner.RunAsync([file, file], timeout.Token);

        Assert.Equal(runner.Results[0].Session!.Said, runner.Results[1].Session!.Said);
        Assert.Equal("i'm great thank you", string.Join(' ', runner.Results[0].Session!.Said.Select(word => word.Text)));
        Assert.Equal((1, 13), (runner.Results[0].Score, runner.Results[0].Session!.Turns.Count));
        Assert.NotEmpty(runner.Results[0].Session!.Speech);
    }

    [Theory]
    [InlineData("SUITE=VALUE", "--min", "turn")]
    [InlineData("it has action, answer, appear", "singing")]
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

    private string Plugins() => _output.File("plugins.json",
        $$"""
        { "plugins": [ { "id": "model", "assembly": "plugins/OnnxInteraction/OnnxInteraction.dll", "settings": { "model": "{{Repository.Wren.Replace('\\', '/')}}", "device": "cpu" } } ] }
        """);

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
    }
}
