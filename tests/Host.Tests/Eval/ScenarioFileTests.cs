using AgentHost.Eval.Scenarios;
using AgentHost.Testing;
using InteractionCore.Plugins;

namespace AgentHost.Tests.Eval;

public sealed class ScenarioFileTests : IDisposable
{
    private readonly ScenarioFolder _folder = new();

    [Fact]
    public void What_a_scenario_leaves_out_has_its_default()
    {
        LoadedScenario loaded = Load("silence", """{ "suite": "silence", "parts": [ { "wav": "a.wav", "after_ms": 100 } ] }""");

        Assert.Equal(("silence/1", 3_000, 500), (loaded.Name, loaded.Scenario.TailMs, loaded.Scenario.AnswerAfterMs));
        Assert.Equal(ScenarioFile.SampleRate / 5, loaded.Sounds[0].Length);
        Assert.Empty(loaded.Scenario.Answers);
    }

    [Fact]
    public void A_sound_needs_no_file_and_a_gain_makes_it_softer()
    {
        LoadedScenario loaded = Load("silence", """{ "suite": "silence", "parts": [ { "sound": { "kind": "white", "ms": 500 } }, { "sound": { "kind": "white", "ms": 500 }, "gain_db": -20 } ] }""");

        Assert.Equal(ScenarioFile.SampleRate / 2, loaded.Sounds[0].Length);
        Assert.Equal(.25f, loaded.Sounds[0].Max(Math.Abs), 4);
        Assert.Equal(.025f, loaded.Sounds[1].Max(Math.Abs), 4);
    }

    [Fact]
    public void A_recording_is_one_part_from_the_start()
    {
        LoadedScenario loaded = Load("turn", """{ "suite": "turn", "recording": "a.wav", "expect": { "reference_ms": 150 } }""");

        Assert.Equal(0, Assert.Single(loaded.Parts).AtMs);
    }

    [Theory]
    [InlineData("turn", "{ \"suite\": \"turn\",\n \"parts\": [ }", "line 2")]
    [InlineData("turn", """{ "suite": "turn", "tone": "kind" }""", "'tone'")]
    [InlineData("turn", """{ "parts": [] }""", "suite")]
    [InlineData("turn", """{ "suite": "singing", "parts": [ { "wav": "a.wav" } ] }""", "'singing': there are pause, turn")]
    [InlineData("time", """{ "suite": "turn", "parts": [ { "wav": "a.wav" } ] }""", "the folder 'time'")]
    [InlineData("turn", """{ "suite": "turn" }""", "neither a \"recording\" nor \"parts\"")]
    [InlineData("turn", """{ "suite": "turn", "typed": [ { "text": "hello", "at_ms": 0 } ] }""", "what the user says")]
    [InlineData("answer", """{ "suite": "answer", "typed": [ { "text": "hello", "at_ms": 0 } ] }""", "\"answers\" must have one text")]
    [InlineData("turn", """{ "suite": "turn", "recording": "a.wav" }""", "expect.reference_ms")]
    [InlineData("turn", """{ "suite": "turn", "parts": [ { "wav": "a.wav", "at_ms": 5, "after_ms": 5 } ] }""", "parts[0]")]
    [InlineData("turn", """{ "suite": "turn", "parts": [ { "wav": "a.wav" } ], "expect": { "part": 1 } }""", "names part 1, but there are 1")]
    [InlineData("turn", """{ "suite": "turn", "parts": [ { "wav": "none.wav" } ] }""", "none.wav")]
    [InlineData("pause", """{ "suite": "pause", "parts": [ { "wav": "a.wav" } ] }""", "between two parts")]
    [InlineData("time", """{ "suite": "time", "parts": [ { "wav": "a.wav" } ] }""", "expect.due")]
    [InlineData("time", """{ "suite": "time", "parts": [ { "wav": "a.wav" } ], "expect": { "due": [ { "says": "stop" } ] } }""", "'stop' needs")]
    [InlineData("delegation", """{ "suite": "delegation", "parts": [ { "wav": "a.wav" } ] }""", "expect.calls")]
    [InlineData("backchannel", """{ "suite": "backchannel", "recording": "a.wav" }""", "expect.from_ms")]
    [InlineData("heard", """{ "suite": "heard", "parts": [ { "wav": "a.wav" } ] }""", "expect.heard")]
    [InlineData("turn", """{ "suite": "turn", "parts": [ { "at_ms": 5 } ] }""", "a \"wav\" or a \"sound\"")]
    [InlineData("silence", """{ "suite": "silence", "parts": [ { "sound": { "kind": "jazz", "ms": 5 } } ] }""", "'jazz' of 5 ms: there are white, pink")]
    [InlineData("silence", """{ "suite": "silence", "parts": [ { "wav": "a.wav" } ], "echo": { "gain_db": 3 } }""", "\"echo\"")]
    [InlineData("overlap", """{ "suite": "overlap", "parts": [ { "wav": "a.wav" } ], "expect": { "behaviour": "sing" } }""", "'sing': respond or resume")]
    [InlineData("overlap", """{ "suite": "overlap", "parts": [ { "wav": "a.wav" } ], "expect": { "behaviour": "respond", "rest": "b" } }""", "words of its response")]
    [InlineData("count", """{ "suite": "count", "parts": [ { "wav": "a.wav" } ], "expect": { "repetitions_ms": [ 2, 1 ] } }""", "in the order of time")]
    [InlineData("count", """{ "suite": "count", "parts": [ { "wav": "a.wav" } ], "expect": { "repetitions_ms": [ 1 ] } }""", "\"video\"")]
    [InlineData("action", """{ "suite": "action", "parts": [ { "wav": "a.wav" } ], "expect": { "spans": [ { "from_ms": 5, "to_ms": 5 } ] } }""", "from when to when")]
    [InlineData("appear", """{ "suite": "appear", "parts": [ { "wav": "a.wav" } ], "video": { "jpegs": "none.mjpeg" }, "expect": { "says": "now" } }""", "none.mjpeg")]
    [InlineData("appear", """{ "suite": "appear", "parts": [ { "wav": "a.wav" } ], "video": { "jpegs": "a.wav" }, "expect": { "says": "now" } }""", "no sequence of whole JPEG")]
    [InlineData("posture", """{ "suite": "posture", "parts": [ { "wav": "a.wav" } ], "video": { "jpegs": "a.wav", "frames_per_second": 0 } }""", "0 frames a second")]
    public void What_is_wrong_is_said(string suite, string json, string problem) =>
        Assert.Contains(problem, Assert.Throws<ScenarioException>(() => Load(suite, json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Everything_wrong_is_said_at_once()
    {
        ScenarioException exception = Assert.Throws<ScenarioException>(() => Load("cue", """{ "suite": "cue", "tail_ms": -1, "parts": [ { "wav": "none.wav", "after_words": 0 } ] }"""));

        Assert.All(["tail_ms", "none.wav", "after_words", "expect.due"], part => Assert.Contains(part, exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_set_is_found_by_suites_and_an_unknown_one_names_those_there_are()
    {
        string turn = _folder.Write("turn", "2", "{}"), pause = _folder.Write("pause", "1", "{}");

        Assert.Equal([pause, turn], ScenarioSet.Find(_folder.Path, []));
        Assert.Equal([turn], ScenarioSet.Find(_folder.Path, ["turn"]));
        Assert.Contains("it has pause, turn", Assert.Throws<SetupException>(() => ScenarioSet.Find(_folder.Path, ["tune"])).Message, StringComparison.Ordinal);
        Assert.Contains("was not found", Assert.Throws<SetupException>(() => ScenarioSet.Find(Path.Combine(_folder.Path, "no"), [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_committed_scenario_can_be_read()
    {
        IReadOnlyList<string> files = ScenarioSet.Find(Repository.PathOf("eval"), []);

        Assert.All(files, file => Assert.True(ScenarioFile.Load(file) is { Sounds.Count: > 0 } or { Scenario.Typed.Count: > 0 }));
        Assert.True(files.Count >= 30);
    }

    public void Dispose() => _folder.Dispose();

    private LoadedScenario Load(string suite, string json) => ScenarioFile.Load(_folder.Write(suite, "1", json));
}
