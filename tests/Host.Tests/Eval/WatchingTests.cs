using AgentHost.Eval.Scoring;

namespace AgentHost.Tests.Eval;

/// <summary>The formulas of what is counted and told while the camera shows it, on cases worked out by hand.</summary>
public sealed class WatchingTests
{
    [Fact]
    public void Numbers_are_read_from_words_and_digits()
    {
        TimedWord[] said = Words((0, "okay"), (500, "one"), (1_000, "twenty"), (1_300, "one"), (3_000, "thirty"), (5_000, "two"), (6_000, "17"), (7_000, "nineteen"));

        Assert.Equal([(1, 500), (21, 1_000), (30, 3_000), (2, 5_000), (17, 6_000), (19, 7_000)], SpokenNumbers.In(said).Select(number => (number.Value, number.StartMs)));
    }

    [Fact]
    public void The_last_number_after_the_last_repetition_but_one_is_the_count()
    {
        long[] ends = [1_000, 2_000, 3_000];

        Assert.Equal(3, Repetitions.Counted(Words((1_100, "one"), (2_100, "two"), (3_200, "three")), ends, 0));
        Assert.Equal(2, Repetitions.Counted(Words((1_100, "one"), (2_100, "two")), ends, 0));
        Assert.Null(Repetitions.Counted(Words((1_100, "one"), (1_999, "two")), ends, 0));
        Assert.Equal(1, Repetitions.Counted(Words((900, "one")), [1_000], fromMs: 500));
        Assert.Null(Repetitions.Counted(Words((400, "one")), [1_000], fromMs: 500));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    [InlineData(6, true)]
    [InlineData(7, false)]
    public void A_count_is_right_within_one(int? counted, bool right) => Assert.Equal(right, Repetitions.IsRight(counted, 5));

    [Fact]
    public void Starts_and_stops_become_spans()
    {
        TimedWord[] said = Words((100, "stop"), (1_000, "start"), (1_500, "start"), (3_000, "stop"), (3_100, "stop"), (5_000, "start"));

        Assert.Equal([new Stretch(1_000, 3_000), new Stretch(5_000, 9_000)], Spans.Told(said, "start", "stop", endMs: 9_000));
        Assert.Empty(Spans.Told(Words((100, "stop")), "start", "stop", 9_000));
    }

    [Theory]
    [InlineData(2_000, 6_000, 1)]
    [InlineData(4_000, 6_000, .5)]
    [InlineData(4_000, 8_000, 1.0 / 3)]
    [InlineData(6_000, 8_000, 0)]
    public void The_overlap_of_spans_is_their_intersection_over_their_union(long from, long to, double overlap) =>
        Assert.Equal(overlap, Spans.IntersectionOverUnion([new(from, to)], [new(2_000, 6_000)]), 9);

    [Fact]
    public void Several_spans_count_together()
    {
        // 1 + 1 s of both, 4 s of either.
        Assert.Equal(.5, Spans.IntersectionOverUnion([new(0, 2_000), new(5_000, 6_000)], [new(1_000, 2_000), new(4_000, 6_000)]), 9);
        Assert.Equal(0, Spans.IntersectionOverUnion([], [new(0, 1_000)]));
    }

    [Fact]
    public void Words_outside_of_every_window_are_false_alarms()
    {
        TimedWord[] said = Words((1_000, "sit"), (1_200, "up"), (4_000, "sit"), (4_200, "up"), (6_000, "up"));
        DueWords[] due = [new(["sit", "up"], 900, 400, 1_500)];

        Assert.Equal(1, TimeWindows.FalseAlarms(said, ["sit", "up"], due));
        Assert.Equal(2, TimeWindows.FalseAlarms(said, ["sit", "up"], []));
        Assert.Equal(0, TimeWindows.FalseAlarms(said, ["now"], []));
    }

    [Theory]
    [InlineData(3_000L, null, "", OverlapBehaviour.Respond)]
    [InlineData(3_000L, 5_000L, "", OverlapBehaviour.Respond)]
    [InlineData(5_000L, 3_000L, "", OverlapBehaviour.Resume)]
    [InlineData(null, 3_000L, "sorry", OverlapBehaviour.Resume)]
    [InlineData(null, null, "sorry", OverlapBehaviour.Uncertain)]
    [InlineData(null, null, "the", OverlapBehaviour.Unknown)]
    [InlineData(null, null, "", OverlapBehaviour.Unknown)]
    public void What_comes_first_tells_the_behaviour(long? response, long? rest, string after, object behaviour) =>
        Assert.Equal(behaviour, OverlapBehaviours.Of(response, rest, [.. SpokenWords.Of(after).Select(word => new TimedWord(word, 0, 0))]));

    private static TimedWord[] Words(params (long StartMs, string Text)[] words) => [.. words.Select(word => new TimedWord(word.Text, word.StartMs, word.StartMs + 200))];
}
