using AgentHost.Eval.Client;
using AgentHost.Eval.Scenarios;
using AgentHost.Eval.Scoring;

namespace AgentHost.Eval.Suites;

/// <summary>The user stops in mid-sentence: the model waits.</summary>
internal sealed class PauseSuite() : Suite("pause", "never took the turn in a pause (1 - TOR)")
{
    public override IEnumerable<string> Problems(Scenario scenario, IReadOnlyList<SpokenPart> parts)
    {
        Expectation expect = scenario.Expect;
        if ((expect.FromMs is null || expect.ReferenceMs is null) && (scenario.Recording is not null || (expect.Part ?? 0) + 1 >= parts.Count))
        {
            yield return "A pause lies between two parts, or between \"expect.from_ms\" and \"expect.reference_ms\".";
        }
    }

    public override Outcome Judge(LoadedScenario scenario, Conversation conversation)
    {
        Expectation expect = scenario.Scenario.Expect;
        int part = expect.Part ?? 0;
        if (expect.FromMs is null && part + 1 >= conversation.User.Count)
        {
            return new Outcome(null, "the pause was not reached");
        }

        var pause = new Stretch(expect.FromMs ?? conversation.User[part].EndMs, expect.ReferenceMs ?? conversation.User[part + 1].StartMs);
        TimedWord[] words = [.. conversation.AllWords.Where(word => pause.Contains(word.StartMs))];
        int takeOver = TurnTaking.TookTurn(words) ? 1 : 0;
        return new Outcome(1 - takeOver, $"{Seconds(pause.LengthMs)} of pause: {Quote(words)}", new Measure("TOR", takeOver, "%"));
    }
}

/// <summary>The user asks and is done: the model answers soon.</summary>
internal sealed class TurnSuite() : Suite("turn", "took the turn (TOR)")
{
    public override IEnumerable<string> Problems(Scenario scenario, IReadOnlyList<SpokenPart> parts) => NeedsReference(scenario);

    public override Outcome Judge(LoadedScenario scenario, Conversation conversation)
    {
        if (ReferenceMs(scenario, conversation) is not { } reference)
        {
            return new Outcome(null, "the question was not reached");
        }

        IReadOnlyList<TimedWord> words = conversation.AllWords;
        if (!TurnTaking.TookTurn(words))
        {
            return new Outcome(0, $"no turn: {Quote(words)}", new Measure("TOR", 0, "%"));
        }

        long latency = TurnTaking.LatencyMs(words, reference);
        return new Outcome(1, $"after {Seconds(latency)}: {Quote(words)}", new Measure("TOR", 1, "%"), new Measure("latency", latency / 1_000.0, "s"));
    }
}

/// <summary>The user speaks over the model: it stops, and answers what was said.</summary>
internal sealed class InterruptionSuite() : Suite("interruption", "silent within 0.4 s of the interruption's end, and answers if it should")
{
    private const long StopWithinMs = 400;

    public override IEnumerable<string> Problems(Scenario scenario, IReadOnlyList<SpokenPart> parts)
    {
        if (scenario.Recording is not null && (scenario.Expect.FromMs is null || scenario.Expect.ReferenceMs is null))
        {
            yield return "With a \"recording\", \"expect.from_ms\" and \"expect.reference_ms\" must say where the interruption begins and ends.";
        }
    }

    public override Outcome Judge(LoadedScenario scenario, Conversation conversation)
    {
        Expectation expect = scenario.Scenario.Expect;
        if ((expect.FromMs ?? PartOf(scenario, conversation)?.StartMs) is not { } start || ReferenceMs(scenario, conversation) is not { } end
            || Overlap.StopLatencyMs(conversation.Speech, start) is not { } stop)
        {
            return new Outcome(null, $"the model was not speaking when it should be interrupted; it said {Quote(conversation.Said)}", new Measure("reached", 0, "%"));
        }

        bool stops = start + stop <= end + StopWithinMs;
        bool silent = expect.SaysNot.Length == 0 || !conversation.Says(expect.SaysNot, end + StopWithinMs);
        bool answers = expect.Says.Length == 0 || conversation.Says(expect.Says, end);
        List<Measure> measures = [new("reached", 1, "%"), new("stops", stops ? 1 : 0, "%"), new("stop latency", stop / 1_000.0, "s")];
        if (expect.Says.Length > 0)
        {
            measures.Add(new Measure("responds", answers ? 1 : 0, "%"));
            if (stops && Overlap.ResponseLatencyMs(conversation.Speech, end) is { } response)
            {
                measures.Add(new Measure("response latency", response / 1_000.0, "s"));
            }
        }

        return new Outcome(stops && silent && answers ? 1 : 0, $"silent after {Seconds(stop)}, interrupted for {Seconds(end - start)}{(silent ? "" : $"; then said \"{expect.SaysNot}\"")}{(answers ? "" : $"; never said \"{expect.Says}\"")}", measures);
    }
}
