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

    private static TimedWord[] Words(long startMs, string text) => [.. SpokenWords.Of(text).Select((word, i) => new TimedWord(word, startMs + (200 * i), startMs + (200 * i) + 200))];

    private static double? Score(string suite, Expectation expect, Conversation conversation) => Judge(suite, expect, conversation).Score;

    private static double Value(Outcome outcome, string measure) => outcome.Measures.Single(item => item.Name == measure).Value;

    private static Outcome Judge(string suite, Expectation expect, Conversation conversation)
    {
        SpokenPart[] parts = [new() { Wav = "" }, new() { Wav = "" }];
        return Suite.All[suite].Judge(new LoadedScenario($"{suite}/1", new Scenario { Suite = suite, Parts = parts, Expect = expect }, Suite.All[suite], parts, [[], []]), conversation);
    }
}
