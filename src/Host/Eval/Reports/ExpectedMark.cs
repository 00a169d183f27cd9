using AgentHost.Eval.Client;
using AgentHost.Eval.Scenarios;

namespace AgentHost.Eval.Reports;

/// <summary>Something a scenario expects at a time.</summary>
internal sealed record ExpectedMark(long StartMs, long EndMs, string Text)
{
    /// <summary>What the session came to of it.</summary>
    public static IEnumerable<ExpectedMark> Of(LoadedScenario scenario, Conversation conversation)
    {
        Expectation expect = scenario.Scenario.Expect;
        foreach (Due due in expect.Due.Where(due => due.Part is not { } part || part < conversation.User.Count))
        {
            long at = (due.AtMs ?? conversation.User[due.Part!.Value].EndMs) + due.AfterMs;
            yield return new ExpectedMark(at, at, due.Says);
        }

        foreach ((int index, long end) in expect.RepetitionsMs.Index())
        {
            yield return new ExpectedMark(end, end, $"{index + 1}");
        }

        foreach (ExpectedSpan span in expect.Spans)
        {
            yield return new ExpectedMark(span.FromMs, span.ToMs, "start to stop");
        }

        foreach (MurmurPlace place in expect.Murmurs.Where(place => place.Part < conversation.User.Count))
        {
            long at = conversation.User[place.Part].EndMs + place.AfterMs;
            yield return new ExpectedMark(at, at + place.LastsMs, "murmur");
        }
    }
}
