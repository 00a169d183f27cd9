using AgentHost.Eval.Client;
using AgentHost.Eval.Scenarios;
using AgentHost.Eval.Scoring;

namespace AgentHost.Eval.Suites;

/// <summary>Something to be told when the camera shows it. Where it shows nothing of the kind, silence is right.</summary>
internal abstract class NoticeSuite(string name, string scoreMeaning, long earlyMs, long lateMs) : TimingSuite(name, scoreMeaning, "after", earlyMs, lateMs)
{
    protected override string Right => "noticed";

    public override IEnumerable<string> Problems(Scenario scenario, IReadOnlyList<SpokenPart> parts)
    {
        if (scenario.Expect.Due.Count == 0 && scenario.Expect.Says.Length == 0)
        {
            yield return "\"expect.due\" must name the words to be said and their times; or \"expect.says\" those that should not be said, since nothing happens.";
        }

        foreach (string problem in NeedsVideo(scenario))
        {
            yield return problem;
        }
    }

    public override Outcome Judge(LoadedScenario scenario, Conversation conversation)
    {
        if (scenario.Scenario.Expect.Due.Count > 0)
        {
            return base.Judge(scenario, conversation);
        }

        Measure alarms = Alarms(conversation, SpokenWords.Of(scenario.Scenario.Expect.Says), []);
        return new Outcome(alarms.Value == 0 ? 1 : 0, $"nothing was to be told; it said {Heard(conversation.Said)}", alarms);
    }

    protected override IEnumerable<Measure> More(LoadedScenario scenario, Conversation conversation, IReadOnlyList<DueWords> due, IReadOnlyList<long?> offsets) =>
        [Alarms(conversation, due[0].Words, due)];

    private static Measure Alarms(Conversation conversation, IReadOnlyList<string> words, IReadOnlyList<DueWords> due)
    {
        double minutes = Math.Max(1, conversation.DurationMs) / 60_000.0;
        return new Measure("false alarms", TimeWindows.FalseAlarms(conversation.Said, words, due) / minutes, "/min", minutes);
    }
}

/// <summary>"Watch my posture": said when the figure slouches.</summary>
internal sealed class PostureSuite() : NoticeSuite("posture", "noticed within 1.5 s, and nothing else", earlyMs: 400, lateMs: 1_500);

/// <summary>"Tell me when you see something red".</summary>
internal sealed class AppearSuite() : NoticeSuite("appear", "noticed within 1.5 s, and nothing else", earlyMs: 0, lateMs: 1_500);

/// <summary>"Count my squats": the last number counts, as in RepCount.</summary>
internal sealed class CountSuite() : Suite("count", "the last number is right within 1")
{
    /// <summary>A number belongs to a repetition that ends this long before it, or a little after.</summary>
    private const long EarlyMs = 500, LateMs = 1_000;

    public override IEnumerable<string> Problems(Scenario scenario, IReadOnlyList<SpokenPart> parts)
    {
        IReadOnlyList<long> ends = scenario.Expect.RepetitionsMs;
        if (ends.Count == 0 || ends.Zip(ends.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            yield return "\"expect.repetitions_ms\" must say when each repetition ends, in the order of time.";
        }

        foreach (string problem in NeedsVideo(scenario))
        {
            yield return problem;
        }
    }

    public override Outcome Judge(LoadedScenario scenario, Conversation conversation)
    {
        IReadOnlyList<long> ends = scenario.Scenario.Expect.RepetitionsMs;
        int? counted = Repetitions.Counted(conversation.Said, ends, scenario.Scenario.Video!.AtMs);
        IReadOnlyList<SpokenNumber> numbers = SpokenNumbers.In(conversation.Said);
        int aloud = ends.Index().Count(end => numbers.Any(number => number.Value == end.Index + 1 && number.StartMs >= end.Item - EarlyMs && number.StartMs <= end.Item + LateMs));
        return new Outcome(Repetitions.IsRight(counted, ends.Count) ? 1 : 0, $"counted {(counted is { } value ? value : "none")} of {ends.Count}: {Quote(conversation.Said)}",
            new Measure("exact", counted == ends.Count ? 1 : 0, "%"),
            new Measure("off by", Math.Abs((counted ?? 0) - ends.Count), ""),
            new Measure("in step", (double)aloud / ends.Count, "%", ends.Count));
    }
}

/// <summary>"Tell me when I start and stop waving": the time it tells against the time it was, as in Charades-STA.</summary>
internal sealed class ActionSuite() : Suite("action", "temporal IoU of what lies between \"start\" and \"stop\"")
{
    private const double Half = .5;

    public override IEnumerable<string> Problems(Scenario scenario, IReadOnlyList<SpokenPart> parts)
    {
        if (scenario.Expect.Spans.Count == 0 || scenario.Expect.Spans.Any(span => span.FromMs >= span.ToMs))
        {
            yield return "\"expect.spans\" must say from when to when the action lasts.";
        }

        foreach (string problem in NeedsVideo(scenario))
        {
            yield return problem;
        }
    }

    public override Outcome Judge(LoadedScenario scenario, Conversation conversation)
    {
        Stretch[] real = [.. scenario.Scenario.Expect.Spans.Select(span => new Stretch(span.FromMs, span.ToMs))];
        IReadOnlyList<Stretch> told = Spans.Told(conversation.Said, "start", "stop", scenario.VideoEndMs);
        double overlap = Spans.IntersectionOverUnion(told, real);
        return new Outcome(overlap, $"{Places(told)}; it was {Places(real)}; it said {Quote(conversation.Said)}", new Measure("mIoU", overlap, "%"), new Measure("IoU above 0.5", overlap > Half ? 1 : 0, "%"));
    }

    private static string Places(IReadOnlyList<Stretch> spans) =>
        spans.Count == 0 ? "never" : string.Join(", ", spans.Select(span => FormattableString.Invariant($"{span.StartMs / 1_000.0:0.0} to {span.EndMs / 1_000.0:0.0} s")));
}
