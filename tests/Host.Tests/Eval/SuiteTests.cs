using System.Text.Json;
using AgentHost.Eval.Client;
using AgentHost.Eval.Scenarios;
using AgentHost.Eval.Scoring;
using AgentHost.Eval.Suites;
using InteractionCore.Sessions;

namespace AgentHost.Tests.Eval;

/// <summary>Suites judging sessions made by hand: the user speaks from 1 to 2 s, and from 3 to 3.5 s.</summary>
public sealed class SuiteTests
{
    private static readonly Conversation Empty = new()
    {
        User = [new(1_000, 2_000), new(3_000, 3_500)],
        Said = [],
        Murmured = [],
        Speech = [],
        Heard = "",
        Tasks = [],
        Calls = [],
        Yields = [],
        DurationMs = 6_000,
        Turns = new TurnStatistics(),
        Errors = [],
    };

    [Fact]
    public void Only_words_within_the_pause_take_the_turn()
    {
        var expect = new Expectation { Part = 0 };

        Assert.Equal(1, Score("pause", expect, Empty with { Said = Words(3_600, "it is cold in rome") }));
        Assert.Equal(1, Score("pause", expect, Empty with { Said = Words(2_300, "mhm") }));
        Assert.Equal(0, Score("pause", expect, Empty with { Said = Words(2_050, "where do you mean") }));
    }

    [Fact]
    public void A_turn_is_timed_from_the_questions_end()
    {
        Outcome outcome = Judge("turn", new Expectation(), Empty with { Said = Words(3_900, "it is cold in rome") });

        Assert.Equal(.4, Value(outcome, "latency"), 9);
        Assert.Equal(0, Score("turn", new Expectation(), Empty));
    }

    [Fact]
    public void An_interrupted_model_is_silent_in_time_and_stays_so()
    {
        var expect = new Expectation { SaysNot = "evening" };

        Assert.Equal(1, Score("interruption", expect, Empty with { Speech = [new(2_500, 3_900)] }));
        Assert.Equal(0, Score("interruption", expect, Empty with { Speech = [new(2_500, 3_920)] }));
        Assert.Equal(0, Score("interruption", expect, Empty with { Speech = [new(2_500, 3_300)], Said = Words(5_000, "evening") }));
        Assert.Equal(.3, Value(Judge("interruption", expect, Empty with { Speech = [new(2_500, 3_300)] }), "stop latency"), 9);
    }

    [Fact]
    public void A_model_that_was_silent_could_not_be_interrupted()
    {
        Assert.Null(Score("interruption", new Expectation(), Empty));
        Assert.Null(Score("backchannel", new Expectation { Says = "evening" }, Empty));
    }

    [Fact]
    public void A_users_murmur_changes_nothing()
    {
        var expect = new Expectation { Says = "this evening" };
        Conversation goesOn = Empty with { Speech = [new(2_500, 5_000)], Said = Words(4_500, "this evening") };

        Assert.Equal(1, Score("backchannel", expect, goesOn));
        Assert.Equal(0, Score("backchannel", expect, goesOn with { Yields = [3_400] }));
        Assert.Equal(0, Score("backchannel", expect, goesOn with { Speech = [new(2_500, 4_500)] }));
        Assert.Equal(0, Value(Judge("backchannel", expect, goesOn with { Said = Words(4_500, "this morning") }), "finishes"));
    }

    [Fact]
    public void The_models_murmurs_are_compared_with_peoples()
    {
        var expect = new Expectation { Murmurs = [new MurmurPlace(0)] };

        Outcome outcome = Judge("backchannel", expect, Empty with { Speech = [new(2_200, 2_600)] });

        Assert.Equal((1, 0), (outcome.Score, Value(outcome, "JSD")));
        Assert.Equal(0, Score("backchannel", expect, Empty with { Speech = [new(2_200, 5_600)] }));
    }

    [Theory]
    [InlineData(4_490, 0)]
    [InlineData(4_500, 1)]
    [InlineData(5_500, 1)]
    [InlineData(5_510, 0)]
    public void A_word_is_due_within_half_a_second(long saidMs, double score) =>
        Assert.Equal(score, Score("time", new Expectation { Due = [new Due("stop", Part: 0, AfterMs: 3_000)] }, Empty with { Said = Words(saidMs, "stop") }));

    [Fact]
    public void Cues_count_one_by_one()
    {
        var expect = new Expectation { Due = [new Due("cat", Part: 0), new Due("dog", Part: 1)] };

        Outcome outcome = Judge("cue", expect, Empty with { Said = [.. Words(2_600, "cat"), .. Words(4_400, "dog")] });

        Assert.Equal((.5, 2.0, .6), (outcome.Score!.Value, outcome.Weight, Value(outcome, "lag")));
        Assert.Contains("dog missed", outcome.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void The_right_call_passes_and_is_timed()
    {
        JsonElement city = JsonDocument.Parse("""{"city":"rome"}""").RootElement;
        var expect = new Expectation { Calls = [new ExpectedCall("weather", city)] };

        Outcome outcome = Judge("delegation", expect, Empty with { Calls = [new TimedCall(4_000, new ToolCall("weather", city))] });

        Assert.Equal((1, .5), (outcome.Score, Value(outcome, "call after")));
        Assert.Equal(0, Score("delegation", expect, Empty));
    }

    [Fact]
    public void The_agents_answer_is_told_once_the_user_is_done()
    {
        var expect = new Expectation { Says = "it is cold" };
        Conversation asked = Empty with { TaskTimes = [2_400] };

        Outcome outcome = Judge("answer", expect, asked with { Said = Words(3_900, "it is cold in rome") });

        Assert.Equal((1, .4), (outcome.Score!.Value, Value(outcome, "told after")));
        Assert.Equal(0, Score("answer", expect, asked with { Said = Words(2_600, "it is cold in rome") }));
        Assert.Equal(0, Score("answer", expect, asked with { Said = Words(2_600, "let me check") }));
        Assert.Null(Score("answer", expect, Empty));
    }

    [Fact]
    public void Unasked_words_and_tasks_break_the_silence()
    {
        Outcome outcome = Judge("silence", new Expectation(), Empty with { Said = [.. Words(2_000, "hello there"), .. Words(5_000, "hello")] });

        Assert.Equal((0, 20), (outcome.Score, Value(outcome, "unasked")));
        Assert.Equal(1, Score("silence", new Expectation(), Empty with { Murmured = Words(2_000, "mhm") }));
        Assert.Equal(0, Score("silence", new Expectation(), Empty with { Tasks = ["weather"] }));
    }

    [Fact]
    public void What_was_heard_is_scored_by_its_word_errors() =>
        Assert.Equal(.75, Score("heard", new Expectation { Heard = "i like the rain" }, Empty with { Heard = "i like a rain" }));

    [Fact]
    public void What_was_asked_for_is_no_unasked_utterance()
    {
        var expect = new Expectation { Says = "this evening" };
        Conversation answered = Empty with { Said = Words(1_000, "cold this evening"), Tasks = ["weather"] };
        Scenario scenario = new() { Suite = "silence", Expect = expect, Answers = ["cold this evening"] };

        Assert.Equal(1, JudgeAll(scenario, answered).Score);
        Assert.Equal(0, JudgeAll(scenario, answered with { Said = [.. answered.Said, .. Words(4_000, "hello")] }).Score);
        Assert.Equal(0, JudgeAll(scenario, answered with { Said = Words(1_000, "cold") }).Score);
        Assert.Equal(0, JudgeAll(scenario, answered with { Tasks = ["weather", "cold"] }).Score);
    }

    [Fact]
    public void A_translation_may_lag_and_its_lag_is_measured()
    {
        var expect = new Expectation { Due = [new Due("gato", Part: 0), new Due("perro", Part: 1)] };

        Outcome outcome = Judge("translation", expect, Empty with { Said = [.. Words(2_500, "gato"), .. Words(5_000, "perro")] });

        Assert.Equal((1, .5), (outcome.Score, Value(outcome, "within 0.8 s")));
        Assert.Equal([.5, 1.5], outcome.Measures.Where(measure => measure.Name == "lag").Select(measure => measure.Value));
        Assert.Equal(.5, Score("translation", expect, Empty with { Said = [.. Words(2_500, "gato"), .. Words(5_510, "perro")] }));
    }

    [Theory]
    [InlineData("respond", "windy and dry", 1, 0)]
    [InlineData("respond", "this evening", 0, 0)]
    [InlineData("resume", "this evening", 1, 0)]
    [InlineData("resume", "windy and dry", 0, 1)]
    [InlineData("resume", "", 0, 1)]
    public void Speech_over_the_models_own_is_taken_up_or_not(string behaviour, string said, double score, double unknown)
    {
        var expect = new Expectation { Behaviour = behaviour, Says = behaviour == "respond" ? "windy and dry" : "", Rest = "this evening" };

        Outcome outcome = Judge("overlap", expect, Empty with { Speech = [new(2_500, 3_300), new(4_000, 5_000)], Said = Words(4_000, said) });

        Assert.Equal((score, score, unknown), (outcome.Score!.Value, Value(outcome, "interruption"), Value(outcome, "unknown")));
        Assert.Null(Score("overlap", expect, Empty with { Said = Words(4_000, said) }));
    }

    [Fact]
    public void To_hand_on_what_was_not_meant_for_it_is_to_respond()
    {
        var expect = new Expectation { Behaviour = "resume", Rest = "this evening" };
        Conversation goesOn = Empty with { Speech = [new(2_500, 5_000)], Said = Words(4_500, "this evening") };

        Assert.Equal(1, Score("overlap", expect, goesOn with { TaskTimes = [500] }));
        Assert.Equal(0, Score("overlap", expect, goesOn with { TaskTimes = [500, 3_900] }));
    }

    [Fact]
    public void A_count_is_judged_by_its_last_number()
    {
        var expect = new Expectation { RepetitionsMs = [2_000, 3_000, 4_000] };

        Outcome outcome = Judge("count", expect, Empty with { Said = [.. Words(2_200, "one"), .. Words(4_200, "two")] });

        Assert.Equal((1, 0, 1), (outcome.Score, Value(outcome, "exact"), Value(outcome, "off by")));
        Assert.Equal(1.0 / 3, Value(outcome, "in step"), 9);
        Assert.Equal(0, Score("count", expect, Empty));
    }

    [Fact]
    public void An_action_is_judged_by_the_time_it_was_told()
    {
        var expect = new Expectation { Spans = [new ExpectedSpan(2_000, 4_000)] };

        Assert.Equal(.5, Score("action", expect, Empty with { Said = [.. Words(3_000, "start"), .. Words(4_000, "stop")] }));
        Assert.Equal(0, Score("action", expect, Empty));
    }

    [Theory]
    [InlineData("posture", 1_600, 1)]
    [InlineData("posture", 3_500, 1)]
    [InlineData("posture", 3_510, 0)]
    [InlineData("appear", 1_990, 0)]
    [InlineData("appear", 3_500, 1)]
    public void Something_is_noticed_within_a_second_and_a_half(string suite, long saidMs, double score) =>
        Assert.Equal(score, Score(suite, new Expectation { Due = [new Due("sit up", AtMs: 2_000)] }, Empty with { Said = Words(saidMs, "sit up") }));

    [Fact]
    public void Where_nothing_happens_nothing_is_said()
    {
        var expect = new Expectation { Says = "now" };

        Assert.Equal(1, Score("appear", expect, Empty with { Said = Words(2_000, "okay") }));
        Assert.Equal(0, Score("appear", expect, Empty with { Said = Words(2_000, "now") }));
        Assert.Equal(10, Value(Judge("appear", expect, Empty with { Said = Words(2_000, "now") }), "false alarms"), 9);
    }

    private static TimedWord[] Words(long startMs, string text) => [.. SpokenWords.Of(text).Select((word, i) => new TimedWord(word, startMs + (200 * i), startMs + (200 * i) + 200))];

    private static double? Score(string suite, Expectation expect, Conversation conversation) => Judge(suite, expect, conversation).Score;

    private static double Value(Outcome outcome, string measure) => outcome.Measures.Single(item => item.Name == measure).Value;

    private static Outcome Judge(string suite, Expectation expect, Conversation conversation) =>
        JudgeAll(new Scenario { Suite = suite, Kind = "interruption", Expect = expect, Video = new CameraFilm("") }, conversation);

    private static Outcome JudgeAll(Scenario scenario, Conversation conversation)
    {
        SpokenPart[] parts = [new(), new()];
        return Suite.All[scenario.Suite].Judge(new LoadedScenario($"{scenario.Suite}/1", scenario with { Parts = parts }, Suite.All[scenario.Suite], parts, [[], []]), conversation);
    }
}
