using AgentHost.Eval.Client;
using AgentHost.Eval.Scenarios;
using AgentHost.Eval.Scoring;

namespace AgentHost.Eval.Suites;

/// <summary>
/// Noise, music, talk that asks for nothing, and the model's own echo: it stays silent and does nothing. Where <c>expect.says</c>
/// is the end of what it was asked to say, that must come, and what follows counts.
/// </summary>
internal sealed class SilenceSuite() : Suite("silence", "nothing said and nothing delegated")
{
    /// <summary>Words further apart are two utterances.</summary>
    private const long GapMs = 1_000;

    public override IEnumerable<string> Problems(Scenario scenario, IReadOnlyList<SpokenPart> parts) => [];

    public override Outcome Judge(LoadedScenario scenario, Conversation conversation)
    {
        long fromMs = 0;
        if (scenario.Scenario.Expect.Says is { Length: > 0 } answer)
        {
            if (conversation.TimeOf(answer, 0) is not { } said)
            {
                return new Outcome(0, $"never said \"{answer}\": {Quote(conversation.Said)}", new Measure("finishes", 0, "%"));
            }

            fromMs = conversation.Said.Where(word => word.StartMs >= said).Take(SpokenWords.Of(answer).Length).Last().EndMs;
        }

        TimedWord[] unasked = [.. conversation.Said.Where(word => word.StartMs >= fromMs)];
        int utterances = Overlap.Join([.. unasked.Select(word => new Stretch(word.StartMs, word.EndMs))], GapMs).Count;
        string[] tasks = [.. conversation.Tasks.Skip(scenario.Scenario.Answers.Count)];
        double minutes = Math.Max(1, conversation.DurationMs - fromMs) / 60_000.0;
        string delegated = tasks.Length == 0 ? "" : $"; delegated \"{string.Join("\", \"", tasks)}\"";
        return new Outcome(utterances == 0 && tasks.Length == 0 ? 1 : 0, $"said {Quote(unasked)}{delegated}",
        [
            new Measure("unasked", utterances / minutes, "/min", minutes),
            new Measure("delegated", tasks.Length / minutes, "/min", minutes),
            .. fromMs > 0 ? (Measure[])[new Measure("finishes", 1, "%")] : [],
        ]);
    }
}

/// <summary>What the model says it heard, against what was said: by synthetic voices, or by people.</summary>
internal sealed class HeardSuite(string name) : Suite(name, "every word heard (1 - WER)")
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
