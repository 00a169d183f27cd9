using AgentHost.Eval.Client;
using AgentHost.Eval.Scenarios;
using AgentHost.Eval.Scoring;

namespace AgentHost.Eval.Suites;

/// <summary>
/// Speech over the model's own, of the four kinds of Full-Duplex-Bench v1.5: an interruption is to be taken up; a murmur, talk to
/// somebody else and voices in the background are not.
/// </summary>
internal sealed class OverlapSuite() : Suite("overlap", "responds to an interruption; resumes after anything else")
{
    public override IEnumerable<string> Problems(Scenario scenario, IReadOnlyList<SpokenPart> parts)
    {
        Expectation expect = scenario.Expect;
        if (!Enum.TryParse(expect.Behaviour, ignoreCase: true, out OverlapBehaviour behaviour) || behaviour is not (OverlapBehaviour.Respond or OverlapBehaviour.Resume))
        {
            yield return $"\"expect.behaviour\" is '{expect.Behaviour}': respond or resume.";
        }

        if (expect.Rest.Length == 0 || (behaviour is OverlapBehaviour.Respond && expect.Says.Length == 0))
        {
            yield return "\"expect.rest\" must be the end of what the model is saying, and for respond \"expect.says\" words of its response.";
        }

        if (scenario.Recording is not null && (expect.FromMs is null || expect.ReferenceMs is null))
        {
            yield return "With a \"recording\", \"expect.from_ms\" and \"expect.reference_ms\" must say where the user speaks over the model.";
        }
    }

    public override Outcome Judge(LoadedScenario scenario, Conversation conversation)
    {
        Expectation expect = scenario.Scenario.Expect;
        if ((expect.FromMs ?? PartOf(scenario, conversation)?.StartMs) is not { } start || ReferenceMs(scenario, conversation) is not { } end
            || Overlap.StopLatencyMs(conversation.Speech, start) is not { } stop)
        {
            return new Outcome(null, $"the model was not speaking when it should be spoken over; it said {Quote(conversation.Said)}", new Measure("reached", 0, "%"));
        }

        long? task = conversation.TaskTimes.Where(time => time >= start).Select(time => (long?)time).FirstOrDefault();
        long? response = expect.Says.Length > 0 ? conversation.TimeOf(expect.Says, start) : task;
        TimedWord[] after = [.. conversation.Said.Where(word => word.StartMs >= start)];
        OverlapBehaviour behaviour = OverlapBehaviours.Of(response, conversation.TimeOf(expect.Rest, start), after);
        bool right = string.Equals(behaviour.ToString(), expect.Behaviour, StringComparison.OrdinalIgnoreCase);
        List<Measure> measures = [new("reached", 1, "%"), new(scenario.Scenario.Kind, right ? 1 : 0, "%"), new("unknown", behaviour is OverlapBehaviour.Unknown ? 1 : 0, "%")];
        if (string.Equals(expect.Behaviour, nameof(OverlapBehaviour.Respond), StringComparison.OrdinalIgnoreCase))
        {
            measures.Add(new Measure("stop latency", stop / 1_000.0, "s"));
            if (right && Overlap.ResponseLatencyMs(conversation.Speech, end) is { } latency)
            {
                measures.Add(new Measure("response latency", latency / 1_000.0, "s"));
            }
        }

        return new Outcome(right ? 1 : 0, $"{Told(behaviour)}; spoke on for {Seconds(stop)}, over {Seconds(end - start)}: {Quote(after)}", measures);
    }

    private static string Told(OverlapBehaviour behaviour) => behaviour.ToString().ToLowerInvariant();
}
