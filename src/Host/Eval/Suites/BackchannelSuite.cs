using AgentHost.Eval.Client;
using AgentHost.Eval.Scenarios;
using AgentHost.Eval.Scoring;

namespace AgentHost.Eval.Suites;

/// <summary>
/// "Uh huh" on either side. The user's does not stop the model; and where <c>expect.murmurs</c> tells when people would murmur,
/// the model's own are compared with that.
/// </summary>
internal sealed class BackchannelSuite() : Suite("backchannel", "a user's murmur does not stop it; its own take no turn")
{
    /// <summary>A model that gives way or falls silent within this time after the murmur does so because of it.</summary>
    private const long WithinMs = 1_000;

    public override IEnumerable<string> Problems(Scenario scenario, IReadOnlyList<SpokenPart> parts)
    {
        if (scenario.Recording is not null && scenario.Expect.Murmurs.Count == 0 && (scenario.Expect.FromMs is null || scenario.Expect.ReferenceMs is null))
        {
            yield return "With a \"recording\", \"expect.from_ms\" and \"expect.reference_ms\" must say where the user's murmur begins and ends.";
        }
    }

    public override Outcome Judge(LoadedScenario scenario, Conversation conversation) =>
        scenario.Scenario.Expect.Murmurs.Count > 0 ? JudgeMurmurs(scenario, conversation) : JudgeKeeping(scenario, conversation);

    private static Outcome JudgeKeeping(LoadedScenario scenario, Conversation conversation)
    {
        Expectation expect = scenario.Scenario.Expect;
        if ((expect.FromMs ?? PartOf(scenario, conversation)?.StartMs) is not { } start || ReferenceMs(scenario, conversation) is not { } end
            || Overlap.StopLatencyMs(conversation.Speech, start) is not { } stop)
        {
            return new Outcome(null, $"the model was not speaking when the user murmured; it said {Quote(conversation.Said)}", new Measure("reached", 0, "%"));
        }

        bool yields = conversation.Yields.Any(yield => yield >= start && yield <= end + WithinMs);
        bool goesOn = !yields && start + stop > end + WithinMs;
        List<Measure> measures = [new("reached", 1, "%"), new("goes on", goesOn ? 1 : 0, "%")];
        if (expect.Says.Length > 0)
        {
            measures.Add(new Measure("finishes", conversation.Says(expect.Says, start) ? 1 : 0, "%"));
        }

        return new Outcome(goesOn ? 1 : 0, yields ? "gave way" : $"spoke on for {Seconds(start + stop - end)}: {Quote(conversation.Said)}", measures);
    }

    private static Outcome JudgeMurmurs(LoadedScenario scenario, Conversation conversation)
    {
        bool takesTurn = Backchannels.TookTurn(conversation.Speech);
        Stretch[] people = [.. scenario.Scenario.Expect.Murmurs.Where(place => place.Part < conversation.User.Count).Select(place => Place(conversation.User[place.Part].EndMs + place.AfterMs, place.LastsMs))];
        double distance = Backchannels.Distance(conversation.Speech, people, conversation.DurationMs);
        return new Outcome(takesTurn ? 0 : 1, $"{conversation.Speech.Count} murmurs: {Quote(conversation.AllWords)}",
            new Measure("TOR", takesTurn ? 1 : 0, "%"),
            new Measure("murmurs", Backchannels.Frequency(conversation.Speech, conversation.DurationMs), "/s"),
            new Measure("JSD", distance, ""));
    }

    private static Stretch Place(long startMs, long lengthMs) => new(startMs, startMs + lengthMs);
}
