using AgentHost.Eval;
using AgentHost.Eval.Client;
using AgentHost.Eval.Reports;

namespace AgentHost.Tests.Eval;

/// <summary>The runner against a host that plays a script.</summary>
public sealed class EvalRunnerTests : IDisposable
{
    private const string Listen = """{ "suite": "silence", "tail_ms": 100, "parts": [ { "wav": "a.wav" } ] }""";

    private readonly ScenarioFolder _folder = new();
    private readonly StringWriter _progress = new();

    [Fact]
    public async Task What_the_host_says_is_recorded_and_judged()
    {
        await using ScriptedLiveHost host = await ScriptedLiveHost.StartAsync([
            ScriptedLiveHost.Started,
            """{"type":"session.output_transcript.delta","delta":" hello there","start_ms":200,"end_ms":200}""",
            $$"""{"type":"session.output_audio.delta","delta":"{{Convert.ToBase64String(Enumerable.Repeat((byte)64, 6_400).ToArray())}}","start_ms":200}""",
            """{"type":"session.input_transcript.delta","delta":" mm","start_ms":100,"end_ms":100}""",
            """{"type":"session.turn","turn":0,"elapsed_ms":7.5,"late":false}""",
            """{"type":"session.weather.changed"}"""]);

        ScenarioResult result = Assert.Single(await RunAsync(host, _folder.Write("silence", "1", Listen)));

        Assert.Equal((0, "script", "mm"), (result.Score, result.Model, result.Session!.Heard));
        Assert.Equal(["hello", "there"], result.Session.Said.Select(word => word.Text));
        Assert.Equal(200, Assert.Single(result.Session.Speech).LengthMs);
        Assert.Equal(1, result.Session.Turns.Count);
        Assert.Contains("1/1  silence/1", _progress.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_host_is_asked_again_when_it_says()
    {
        await using ScriptedLiveHost host = await ScriptedLiveHost.StartAsync([ScriptedLiveHost.Full], [ScriptedLiveHost.Full], [ScriptedLiveHost.Started]);

        ScenarioResult result = Assert.Single(await RunAsync(host, _folder.Write("silence", "1", Listen)));

        Assert.Equal((1, null), (result.Score, result.Error));
        Assert.Equal(3, host.Connections);
    }

    [Fact]
    public async Task A_broken_scenario_is_named_and_the_others_run()
    {
        await using ScriptedLiveHost host = await ScriptedLiveHost.StartAsync([ScriptedLiveHost.Started]);
        string broken = _folder.Write("silence", "1", "{ nonsense");

        IReadOnlyList<ScenarioResult> results = await RunAsync(host, broken, _folder.Write("silence", "2", Listen));

        Assert.Contains(broken, results[0].Error, StringComparison.Ordinal);
        Assert.Equal(1, results[1].Score);
        EvalReport report = EvalReport.Of(TimeProvider.System.GetUtcNow(), "script", fast: false, 1, complete: true, results);
        Assert.Equal((2, 1, 1, 1.0), (report.Suites[0].Scenarios, report.Suites[0].Scored, report.Suites[0].Failed, report.Suites[0].Score));
    }

    [Theory]
    [InlineData("""{"type":"error","error":{"code":"unsupported_audio","message":"Only opus."}}""", "Only opus.")]
    [InlineData("", "closed the connection before the session started")]
    public async Task A_host_that_refuses_is_quoted(string answer, string problem)
    {
        await using ScriptedLiveHost host = await ScriptedLiveHost.StartAsync([answer]);

        ScenarioResult result = Assert.Single(await RunAsync(host, _folder.Write("silence", "1", Listen)));

        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "ended the session after")]
    [InlineData("[1, 2", "cannot be read")]
    [InlineData("""{"type":"session.turn"}""", "cannot be read")]
    public async Task A_host_that_breaks_off_costs_one_scenario(string last, string problem)
    {
        await using ScriptedLiveHost host = await ScriptedLiveHost.StartAsync([ScriptedLiveHost.Started, last], [ScriptedLiveHost.Started]);

        IReadOnlyList<ScenarioResult> results = await RunAsync(host, _folder.Write("silence", "1", Listen), _folder.Write("silence", "2", Listen));

        Assert.Contains(problem, results[0].Error, StringComparison.Ordinal);
        Assert.Null(results[1].Error);
    }

    [Fact]
    public async Task What_ended_before_the_run_is_stopped_is_kept()
    {
        await using ScriptedLiveHost host = await ScriptedLiveHost.StartAsync([ScriptedLiveHost.Started]);
        string[] files = [_folder.Write("silence", "1", Listen), _folder.Write("silence", "2", Listen.Replace("100", "60000", StringComparison.Ordinal))];
        using var stop = new CancellationTokenSource();
        var runner = new EvalRunner(Players(host), new Watched(_ => stop.Cancel()), null);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => runner.RunAsync(files, stop.Token));

        Assert.Equal("silence/1", Assert.Single(runner.Results).Name);
    }

    [Fact]
    public async Task What_the_camera_shows_is_sent_in_its_time()
    {
        await using ScriptedLiveHost host = await ScriptedLiveHost.StartAsync([ScriptedLiveHost.Started]);
        string file = _folder.Write("appear", "1", """
            { "suite": "appear", "tail_ms": 100, "parts": [ { "wav": "a.wav" } ], "video": { "jpegs": "film.mjpeg", "frames_per_second": 20 }, "expect": { "says": "now" } }
            """);
        await File.WriteAllBytesAsync(Path.Combine(Path.GetDirectoryName(file)!, "film.mjpeg"), [.. JpegFilmTests.Jpeg(1), .. JpegFilmTests.Jpeg(2), .. JpegFilmTests.Jpeg(3)]);

        ScenarioResult result = Assert.Single(await RunAsync(host, file));

        Assert.Equal((1, null), (result.Score, result.Error));
        string[] frames = [.. host.Received.Where(sent => sent.Contains("session.input_video.append", StringComparison.Ordinal))];
        Assert.Equal(3, frames.Length);
        Assert.Contains(Convert.ToBase64String(JpegFilmTests.Jpeg(3)), frames[2], StringComparison.Ordinal);
        Assert.Contains("image/jpeg", frames[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_listens_the_address_is_named()
    {
        ScriptedLiveHost host = await ScriptedLiveHost.StartAsync([ScriptedLiveHost.Started]);
        Uri address = host.Address;
        await host.DisposeAsync();

        LiveClientException exception = await Assert.ThrowsAsync<LiveClientException>(() => LiveClient.ConnectAsync(address, CancellationToken.None));

        Assert.Contains(address.ToString(), exception.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _progress.Dispose();
    }

    private static ScenarioPlayers Players(ScriptedLiveHost host) => ScenarioPlayers.OnOneHost(host.Address, 1, TimeProvider.System);

    private async Task<IReadOnlyList<ScenarioResult>> RunAsync(ScriptedLiveHost host, params string[] files)
    {
        var runner = new EvalRunner(Players(host), _progress, null);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await runner.RunAsync(files, timeout.Token);
        return runner.Results;
    }

    /// <summary>Tells of each line.</summary>
    private sealed class Watched(Action<string?> line) : StringWriter
    {
        public override void WriteLine(string? value) => line(value);
    }
}
