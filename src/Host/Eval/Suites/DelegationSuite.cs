using AgentHost.Eval.Client;
using AgentHost.Eval.Scenarios;
using AgentHost.Eval.Scoring;

namespace AgentHost.Eval.Suites;

/// <summary>A spoken request ends in the right tool call.</summary>
internal sealed class DelegationSuite() : Suite("delegation", "exactly the right calls (Pass@1)")
{
    public override IEnumerable<string> Problems(Scenario scenario, IReadOnlyList<SpokenPart> parts)
    {
        if (scenario.Expect.Calls.Count == 0)
        {
            yield return "\"expect.calls\" must name the tools and arguments.";
        }

        if (scenario.Answers.Count > 0)
        {
            yield return "With \"answers\" the host's agent calls no tools: leave them out.";
        }

        foreach (string problem in NeedsReference(scenario))
        {
            yield return problem;
        }
    }

    public override Outcome Judge(LoadedScenario scenario, Conversation conversation)
    {
        ToolCall[] made = [.. conversation.Calls.Select(call => call.Call)];
        ToolScore score = ToolCalls.Score(made, [.. scenario.Scenario.Expect.Calls.Select(call => new ToolCall(call.Tool, call.Arguments))]);
        List<Measure> measures =
        [
            new("Pass@1", score.Pass ? 1 : 0, "%"),
            new("arguments", (double)score.RightArguments / Math.Max(1, score.Arguments), "%", score.Arguments),
            new("tool F1", score.ToolF1, "%"),
        ];
        if (conversation.Calls.Count > 0 && ReferenceMs(scenario, conversation) is { } asked)
        {
            measures.Add(new Measure("call after", Math.Max(0, conversation.Calls[0].AtMs - asked) / 1_000.0, "s"));
        }

        string calls = made.Length == 0 ? "no call" : string.Join(", ", made.Select(call => $"{call.Tool} {call.Arguments.GetRawText()}"));
        return new Outcome(score.Pass ? 1 : 0, score.Pass ? calls : $"{calls}; asked: {string.Join(" | ", conversation.Tasks.DefaultIfEmpty("nothing"))}", measures);
    }
}
