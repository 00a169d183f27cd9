using AgentHost.Talk;
using AgentHost.Testing;
using InteractionCore.Sessions;

namespace AgentHost.Tests.Talk;

/// <summary>The lines that people read while a conversation goes on.</summary>
public sealed class TextTimelineTests
{
    [Fact]
    public void A_word_written_after_the_answer_has_begun_stays_with_its_sentence() =>
        Assert.Equal(["0.2 s heard how are you", "0.8 s says i am fine"],
            Lines(Heard(200, " how are"), Says(800, " i"), Heard(800, " you"), Says(1_000, " am fine")));

    [Fact]
    public void Words_heard_long_after_the_others_have_a_line_of_their_own() =>
        Assert.Equal(["0.2 s heard how are you", "0.8 s says i am fine", "1.6 s heard stop"],
            Lines(Heard(200, " how are you"), Says(800, " i am fine"), Heard(1_600, " stop")));

    [Fact]
    public void What_was_heard_is_printed_before_the_task_that_it_asks_for() =>
        Assert.Equal(["0.2 s heard weather please", "0.4 s says let me", "0.6 s asks [d1] weather"],
            Lines(Heard(200, " weather"), Says(400, " let me"), Heard(400, " please"), new DelegationCreated(600, "d1", "weather")));

    [Fact]
    public void A_line_of_what_was_heard_does_not_wait_for_the_answers_end()
    {
        var written = new StringWriter();
        var timeline = new TextTimeline(written, ScriptedModel.SmallLayout);

        timeline.Write(Heard(200, " how are you"));
        timeline.Write(Says(400, " i"));
        timeline.Write(Says(1_000, " am"));

        Assert.Contains("how are you", written.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("i am", written.ToString(), StringComparison.Ordinal);
    }

    private static InputTranscript Heard(long timeMs, string words) => new(timeMs, words, timeMs);

    private static OutputTranscript Says(long timeMs, string words) => new(timeMs, 0, words, timeMs, Backchannel: false);

    private static string[] Lines(params SessionEvent[] events)
    {
        var written = new StringWriter();
        var timeline = new TextTimeline(written, ScriptedModel.SmallLayout);
        foreach (SessionEvent happened in events)
        {
            timeline.Write(happened);
        }

        timeline.Write(new OutputCleared(9_000, 1));
        return [.. written.ToString().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries).SkipLast(1)
            .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
    }
}
