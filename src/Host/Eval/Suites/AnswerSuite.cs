using AgentHost.Eval.Client;
using AgentHost.Eval.Scenarios;

namespace AgentHost.Eval.Suites;

/// <summary>What the agent finds out is told, whether it comes at once, late, or while the user is speaking of something else.</summary>
internal sealed class AnswerSuite() : Suite("answer", "told the agent's answer word for word, and not over the user")
{
    public override IEnumerable<string> Problems(Scenario scenario, IReadOnlyList<SpokenPart> parts)
    {
        if (scenario.Answers.Count != 1 || scenario.Expect.Says.Length == 0)
        {
            yield return "\"answers\" must have one text, and \"expect.says\" the words of it that are to be said.";
        }

        if (scenario.Recording is not null)
        {
            foreach (string problem in NeedsReference(scenario))
            {
                yield return problem;
            }
        }
    }

    public override Outcome Judge(LoadedScenario scenario, Conversation conversation)
    {
        if (conversation.TaskTimes.Count == 0)
        {
            return new Outcome(null, $"nothing was handed on; it said {Quote(conversation.Said)}", new Measure("reached", 0, "%"));
        }

        var reached = new Measure("reached", 1, "%");
        long userIsDone = ReferenceMs(scenario, conversation) ?? 0;
        if (conversation.TimeOf(scenario.Scenario.Expect.Says, 0) is not { } told || told < userIsDone)
        {
            return new Outcome(0, $"not told, or over the user: {Quote(conversation.Said)}", reached, new Measure("told", 0, "%"));
        }

        long due = Math.Max(userIsDone, conversation.TaskTimes[0] + scenario.Scenario.AnswerAfterMs);
        long after = Math.Max(0, told - due);
        return new Outcome(1, $"{Seconds(after)} after it could be told", reached, new Measure("told", 1, "%"), new Measure("told after", after / 1_000.0, "s"));
    }
}
