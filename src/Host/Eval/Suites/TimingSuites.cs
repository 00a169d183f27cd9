using AgentHost.Eval.Client;
using AgentHost.Eval.Scenarios;
using AgentHost.Eval.Scoring;

namespace AgentHost.Eval.Suites;

/// <summary>Words that are due at a time: right words in their window.</summary>
internal abstract class TimingSuite(string name, string scoreMeaning, string offset, long earlyMs, long lateMs) : Suite(name, scoreMeaning)
{
    /// <summary>The name of the share of due words that came in time.</summary>
    protected virtual string Right => "right";

    public override IEnumerable<string> Problems(Scenario scenario, IReadOnlyList<SpokenPart> parts)
    {
        if (scenario.Expect.Due.Count == 0)
        {
            yield return "\"expect.due\" must name the words to be said and their times.";
        }
    }

    public override Outcome Judge(LoadedScenario scenario, Conversation conversation)
    {
        DueWords[] due = [.. scenario.Scenario.Expect.Due.Where(due => due.Part is not { } part || part < conversation.User.Count).Select(due => Resolve(due, conversation))];
        long?[] offsets = [.. TimeWindows.Match(conversation.Said, due)];
        int right = offsets.Count(offset => offset is not null);
        double accuracy = (double)right / Math.Max(1, due.Length);
        string places = string.Join(", ", due.Zip(offsets, (demand, offset) => $"{string.Join(' ', demand.Words)} {(offset is { } late ? FormattableString.Invariant($"{late / 1_000.0:+0.00;-0.00} s") : "missed")}"));
        return new Outcome(due.Length == 0 ? null : accuracy, right == due.Length ? places : $"{places}; it said {Heard(conversation.Said)}", due.Length,
        [
            .. due.Length == 0 ? (Measure[])[] : [new Measure(Right, accuracy, "%", due.Length)],
            .. offsets.OfType<long>().Select(late => new Measure(offset, Offset(late) / 1_000.0, "s")),
            .. More(scenario, conversation, due, offsets),
        ]);
    }

    /// <summary>How a right word's distance from its time enters the mean.</summary>
    protected virtual double Offset(long lateMs) => lateMs;

    /// <summary>What else the suite measures.</summary>
    protected virtual IEnumerable<Measure> More(LoadedScenario scenario, Conversation conversation, IReadOnlyList<DueWords> due, IReadOnlyList<long?> offsets) => [];

    protected static string Heard(IReadOnlyList<TimedWord> said) =>
        said.Count == 0 ? "nothing" : string.Join(", ", said.Select(word => FormattableString.Invariant($"{word.Text} at {word.StartMs / 1_000.0:0.0} s")));

    private DueWords Resolve(Due due, Conversation conversation) => new(
        SpokenWords.Of(due.Says), (due.AtMs ?? conversation.User[due.Part!.Value].EndMs) + due.AfterMs, due.EarlyMs ?? earlyMs, due.LateMs ?? lateMs);
}

/// <summary>"Say stop in five seconds", as TimeSpeak: half a second to either side.</summary>
internal sealed class TimeSuite() : TimingSuite("time", "the right word within 0.5 s of its time", "off by", earlyMs: 500, lateMs: 500)
{
    protected override double Offset(long lateMs) => Math.Abs(lateMs);
}

/// <summary>Words that follow a cue while the user goes on, as CueSpeak: from the cue's end until 0.8 s after it.</summary>
internal sealed class CueSuite() : TimingSuite("cue", "the right word within 0.8 s of its cue", "lag", EarlyMs, lateMs: 800)
{
    /// <summary>A word can be known a little before its last sound has faded.</summary>
    public const long EarlyMs = 300;
}

/// <summary>Word by word into another language, while the user goes on: each word soon after its own, however long the lag.</summary>
internal sealed class TranslationSuite() : TimingSuite("translation", "the right word within 2 s of the one it translates", "lag", CueSuite.EarlyMs, lateMs: 2_000)
{
    private const long SoonMs = 800;

    protected override IEnumerable<Measure> More(LoadedScenario scenario, Conversation conversation, IReadOnlyList<DueWords> due, IReadOnlyList<long?> offsets) =>
        due.Count == 0 ? [] : [new Measure("within 0.8 s", (double)offsets.Count(late => late <= SoonMs) / due.Count, "%", due.Count)];
}
