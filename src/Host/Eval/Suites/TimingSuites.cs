using AgentHost.Eval.Client;
using AgentHost.Eval.Scenarios;
using AgentHost.Eval.Scoring;

namespace AgentHost.Eval.Suites;

/// <summary>Words that are due at a time: right words in their window.</summary>
internal abstract class TimingSuite(string name, string scoreMeaning, string offset, long earlyMs, long lateMs) : Suite(name, scoreMeaning)
{
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
            [new Measure("right", accuracy, "%", due.Length), .. offsets.OfType<long>().Select(late => new Measure(offset, Offset(late) / 1_000.0, "s"))]);
    }

    /// <summary>How a right word's distance from its time enters the mean.</summary>
    protected abstract double Offset(long lateMs);

    private DueWords Resolve(Due due, Conversation conversation) => new(
        SpokenWords.Of(due.Says), (due.AtMs ?? conversation.User[due.Part!.Value].EndMs) + due.AfterMs, due.EarlyMs ?? earlyMs, due.LateMs ?? lateMs);

    private static string Heard(IReadOnlyList<TimedWord> said) =>
        said.Count == 0 ? "nothing" : string.Join(", ", said.Select(word => FormattableString.Invariant($"{word.Text} at {word.StartMs / 1_000.0:0.0} s")));
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
    private const long EarlyMs = 300;

    protected override double Offset(long lateMs) => lateMs;
}
