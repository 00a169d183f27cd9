using AgentHost.Eval.Client;
using AgentHost.Eval.Scenarios;
using AgentHost.Eval.Scoring;

namespace AgentHost.Eval.Suites;

/// <summary>A number that a scenario gave, by name; a suite's number is the weighted mean.</summary>
/// <param name="Unit">"s", "%", "/min" or "/s"; "%" values are shares from 0 to 1. The weight of "/min" is its minutes.</param>
internal sealed record Measure(string Name, double Value, string Unit, double Weight = 1);

/// <summary>How a scenario went.</summary>
/// <param name="Score">0 to 1, higher is better; null when the scenario never came to what it tests.</param>
/// <param name="Note">For people, on one line.</param>
/// <param name="Weight">How much the score counts.</param>
internal sealed record Outcome(double? Score, string Note, double Weight, params IReadOnlyList<Measure> Measures)
{
    public Outcome(double? score, string note, params IReadOnlyList<Measure> measures)
        : this(score, note, 1, measures)
    {
    }
}

/// <summary>One kind of behaviour: what a scenario for it must tell, and how a session is judged. Stateless.</summary>
internal abstract class Suite(string name, string scoreMeaning)
{
    /// <summary>By name, in the order in which they are shown.</summary>
    public static IReadOnlyDictionary<string, Suite> All { get; } = new OrderedDictionary<string, Suite>(
        ((Suite[])
        [
            new PauseSuite(), new TurnSuite(), new InterruptionSuite(), new BackchannelSuite(), new OverlapSuite(), new TimeSuite(), new CueSuite(), new TranslationSuite(),
            new DelegationSuite(), new AnswerSuite(), new SilenceSuite(), new HeardSuite("heard"), new HeardSuite("human"), new CountSuite(), new ActionSuite(), new PostureSuite(),
            new AppearSuite(),
        ])
            .Select(suite => KeyValuePair.Create(suite.Name, suite)), StringComparer.Ordinal);

    public string Name { get; } = name;

    /// <summary>What a score of 1 means.</summary>
    public string ScoreMeaning { get; } = scoreMeaning;

    /// <summary>What this suite misses in a scenario.</summary>
    public abstract IEnumerable<string> Problems(Scenario scenario, IReadOnlyList<SpokenPart> parts);

    public abstract Outcome Judge(LoadedScenario scenario, Conversation conversation);

    /// <summary>The end of what the scenario refers to; null when the session did not come to it.</summary>
    protected static long? ReferenceMs(LoadedScenario scenario, Conversation conversation) =>
        scenario.Scenario.Expect.ReferenceMs ?? PartOf(scenario, conversation)?.EndMs;

    /// <summary>The part that a scenario refers to, by default its last; null when the session did not come to it.</summary>
    protected static Stretch? PartOf(LoadedScenario scenario, Conversation conversation)
    {
        int part = scenario.Scenario.Expect.Part ?? scenario.Parts.Count - 1;
        return part >= 0 && part < conversation.User.Count ? conversation.User[part] : null;
    }

    /// <summary>A recording does not tell where its sentences end, so the scenario must; what is only typed ends nowhere.</summary>
    protected static IEnumerable<string> NeedsReference(Scenario scenario)
    {
        if (scenario.Recording is null && scenario.Parts.Count == 0)
        {
            yield return "\"parts\" must have what the user says.";
        }

        if (scenario.Recording is not null && scenario.Expect.ReferenceMs is null)
        {
            yield return "With a \"recording\", \"expect.reference_ms\" must say where the user's words end.";
        }
    }

    protected static IEnumerable<string> NeedsVideo(Scenario scenario)
    {
        if (scenario.Video is null)
        {
            yield return "\"video\" must name what the camera shows.";
        }
    }

    protected static string Seconds(long ms) => FormattableString.Invariant($"{ms / 1_000.0:0.00} s");

    protected static string Quote(IReadOnlyList<TimedWord> words) => words.Count == 0 ? "nothing" : $"\"{string.Join(' ', words.Select(word => word.Text))}\"";
}
