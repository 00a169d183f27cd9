using System.Text.Json;
using AgentHost.Eval.Scoring;

namespace AgentHost.Tests.Eval;

/// <summary>The formulas, on values published with the benchmarks and on cases that can be worked out by hand.</summary>
public sealed class ScoringTests
{
    [Fact]
    public void The_published_turn_taking_sample_has_a_latency_of_1350_ms()
    {
        TimedWord[] words = Words((3_360, "sure"), (3_800, "i"), (4_000, "can"), (4_300, "help"));

        Assert.True(TurnTaking.TookTurn(words));
        Assert.Equal(1_350, TurnTaking.LatencyMs(words, referenceMs: 2_010));
    }

    [Fact]
    public void The_published_interruption_sample_has_a_latency_of_4080_ms()
    {
        TimedWord[] words = Words((17_224, "okay"), (17_600, "here"), (17_900, "is"), (18_200, "another"));

        Assert.True(TurnTaking.TookTurn(words));
        Assert.Equal(4_080, TurnTaking.LatencyMs(words, referenceMs: 13_144));
    }

    [Fact]
    public void A_word_before_the_reference_has_no_latency() =>
        Assert.Equal(0, TurnTaking.LatencyMs(Words((1_000, "well")), referenceMs: 2_000));

    [Theory]
    [InlineData(false, 0, 0)]
    [InlineData(false, 3, 100)]
    [InlineData(true, 4, 100)]
    [InlineData(true, 2, 900)]
    [InlineData(false, 3, 349)]
    public void A_turn_has_more_than_three_words_or_lasts_a_second(bool turn, int count, int stepMs)
    {
        TimedWord[] words = [.. Enumerable.Range(0, count).Select(i => new TimedWord("word", i * stepMs, (i * stepMs) + 300))];

        Assert.Equal(turn, TurnTaking.TookTurn(words));
    }

    [Fact]
    public void Stop_latency_is_the_overlap_with_the_speech_that_was_interrupted()
    {
        Stretch[] speech = [new(0, 1_000), new(2_000, 5_300), new(7_000, 8_000)];

        Assert.Equal(300, Overlap.StopLatencyMs(speech, 5_000));
        Assert.Null(Overlap.StopLatencyMs(speech, 1_500));
        Assert.Equal(1_400, Overlap.ResponseLatencyMs(speech, 5_600));
        Assert.Null(Overlap.ResponseLatencyMs(speech, 7_001));
    }

    [Fact]
    public void Short_gaps_do_not_divide_speech() =>
        Assert.Equal([new Stretch(0, 900), new Stretch(1_200, 1_300)], Overlap.Join([new(0, 200), new(400, 900), new(1_200, 1_300)], gapMs: 300));

    [Fact]
    public void Murmurs_are_counted_by_the_second_and_long_ones_are_turns()
    {
        Assert.Equal(.2, Backchannels.Frequency([new(0, 300), new(4_000, 4_500)], durationMs: 10_000));
        Assert.False(Backchannels.TookTurn([new(0, 3_000)]));
        Assert.True(Backchannels.TookTurn([new(0, 3_001)]));
    }

    [Fact]
    public void Murmurs_at_the_same_times_have_no_distance_and_at_others_the_largest()
    {
        Stretch[] people = [new(1_000, 1_400)];

        Assert.Equal(0, Backchannels.Distance(people, people, 4_000), 9);
        Assert.Equal(Math.Sqrt(Math.Log(2)), Backchannels.Distance([new(2_000, 2_400)], people, 4_000), 9);
        Assert.Equal(1, Backchannels.Distance([], people, 4_000));
    }

    [Fact]
    public void Half_overlapping_murmurs_have_the_distance_of_their_distributions()
    {
        // (1/2, 1/2, 0) and (0, 1/2, 1/2): the divergence is ln(2) / 2.
        double distance = Backchannels.Distance([new(0, 400)], [new(200, 600)], 600);

        Assert.Equal(Math.Sqrt(Math.Log(2) / 2), distance, 9);
    }

    [Theory]
    [InlineData("what is the weather", "what is the weather", 0)]
    [InlineData("what is the weather", "what's the weather", .5)]
    [InlineData("What is the weather?", "what is weather", .25)]
    [InlineData("stop", "okay stop now", 2)]
    [InlineData("one two", "", 1)]
    [InlineData("", "hello", 1)]
    [InlineData("that's twenty-one.", "that's twenty one", 0)]
    public void Word_errors_are_edits_per_word_said(string said, string heard, double rate) =>
        Assert.Equal(rate, WordErrors.Rate(said, heard), 9);

    [Fact]
    public void A_word_counts_within_its_window_only_and_once()
    {
        TimedWord[] said = Words((1_000, "cat"), (3_501, "dog"), (5_000, "red"), (5_200, "light"));

        IReadOnlyList<long?> offsets = TimeWindows.Match(said,
        [
            new DueWords(["cat"], 1_400, 500, 500),
            new DueWords(["cat"], 1_400, 500, 500),
            new DueWords(["dog"], 3_000, 500, 500),
            new DueWords(["red", "light"], 4_500, 500, 500),
        ]);

        Assert.Equal([-400, null, null, 500], offsets);
    }

    [Fact]
    public void Exactly_the_right_calls_pass()
    {
        ToolScore score = ToolCalls.Score([Call("weather", """{"city":"Paris","day":"today"}""")], [Call("Weather", """{"city":"paris"}""")]);

        Assert.Equal(new ToolScore(true, 1, 1, 1), score);
    }

    [Fact]
    public void A_wrong_argument_fails_and_the_right_ones_still_count()
    {
        ToolScore score = ToolCalls.Score([Call("forecast", """{"city":"rome","days":"5"}""")], [Call("forecast", """{"city":"paris","days":5}""")]);

        Assert.Equal(new ToolScore(false, 1, 2, 1), score);
    }

    [Fact]
    public void A_call_nobody_asked_for_fails_and_lowers_the_precision()
    {
        ToolScore score = ToolCalls.Score([Call("time", "{}"), Call("weather", """{"city":"paris"}""")], [Call("weather", """{"city":"paris"}""")]);

        Assert.Equal((false, 1, 1), (score.Pass, score.RightArguments, score.Arguments));
        Assert.Equal(2.0 / 3, score.ToolF1, 9);
    }

    [Fact]
    public void Without_a_call_nothing_is_right() =>
        Assert.Equal(new ToolScore(false, 0, 1, 0), ToolCalls.Score([], [Call("weather", """{"city":"paris"}""")]));

    [Fact]
    public void In_the_macro_average_each_class_counts_the_same()
    {
        (string Kind, double Value)[] items = [("a", 1), ("a", 1), ("a", 1), ("b", 0)];

        Assert.Equal(.5, Averages.Macro(items, item => item.Kind, item => new Weighted(item.Value)));
        Assert.Null(Averages.Macro(items[..0], item => item.Kind, item => new Weighted(item.Value)));
    }

    [Fact]
    public void Weights_and_medians_are_what_they_are_called()
    {
        Assert.Equal(.1, Averages.Mean([new Weighted(0, 9), new Weighted(1, 1)])!.Value, 9);
        Assert.Equal(2.5, Averages.Median([9, 1, 2, 3]));
        Assert.Null(Averages.Median([]));
    }

    private static TimedWord[] Words(params (long StartMs, string Text)[] words) => [.. words.Select(word => new TimedWord(word.Text, word.StartMs, word.StartMs + 300))];

    private static ToolCall Call(string tool, string arguments) => new(tool, JsonDocument.Parse(arguments).RootElement);
}
