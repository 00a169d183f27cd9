using AgentHost.Eval.Client;
using AgentHost.Eval.Scenarios;
using AgentHost.Eval.Scoring;

namespace AgentHost.Eval.Suites;

/// <summary>Noise, and talk that asks for nothing: the model stays silent and does nothing.</summary>
internal sealed class SilenceSuite() : Suite("silence", "nothing said and nothing delegated")
{
    /// <summary>Words further apart are two utterances.</summary>
    private const long GapMs = 1_000;

    public override IEnumerable<string> Problems(Scenario scenario, IReadOnlyList<SpokenPart> parts) => [];

    public override Outcome Judge(LoadedScenario scenario, Conversation conversation)
    {
        int utterances = Overlap.Join([.. conversation.Said.Select(word => new Stretch(word.StartMs, word.EndMs))], GapMs).Count;
        double minutes = conversation.DurationMs / 60_000.0;
        string delegated = conversation.Tasks.Count == 0 ? "" : $"; delegated \"{string.Join("\", \"", conversation.Tasks)}\"";
        return new Outcome(utterances == 0 && conversation.Tasks.Count == 0 ? 1 : 0, $"said {Quote(conversation.Said)}{delegated}",
            new Measure("unasked", utterances / minutes, "/min", minutes),
            new Measure("delegated", conversation.Tasks.Count / minutes, "/min", minutes));
    }
}

/// <summary>What the model says it heard, against what was said.</summary>
internal sealed class HeardSuite() : Suite("heard", "every word heard (1 - WER)")
{
    public override IEnumerable<string> Problems(Scenario scenario, IReadOnlyList<SpokenPart> parts)
    {
        if (scenario.Expect.Heard is null && parts.Any(part => part.Text.Length == 0))
        {
            yield return "Every part needs its \"text\", or \"expect.heard\" must say all.";
        }
    }

    public override Outcome Judge(LoadedScenario scenario, Conversation conversation)
    {
        double rate = WordErrors.Rate(scenario.Text, conversation.Heard);
        int words = SpokenWords.Of(scenario.Text).Length;
        return new Outcome(Math.Max(0, 1 - rate), $"\"{scenario.Text}\" heard as \"{conversation.Heard}\"", words, new Measure("WER", rate, "%", words));
    }
}
