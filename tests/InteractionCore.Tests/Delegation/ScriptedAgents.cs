using System.Runtime.CompilerServices;
using InteractionCore.Delegation;
using Microsoft.Extensions.AI;
using Moq;

namespace InteractionCore.Tests.Delegation;

/// <summary>Agents that do what the test says.</summary>
internal static class ScriptedAgents
{
    public static IBackgroundAgent Agent(Func<AgentRun, IAsyncEnumerable<ChatResponseUpdate>> run) => Agent((agentRun, _) => run(agentRun));

    public static IBackgroundAgent Agent(Func<AgentRun, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> run)
    {
        var agent = new Mock<IBackgroundAgent>();
        agent.Setup(a => a.RunAsync(It.IsAny<AgentRun>(), It.IsAny<CancellationToken>())).Returns(run);
        return agent.Object;
    }

    public static async IAsyncEnumerable<ChatResponseUpdate> Updates(params ChatResponseUpdate[] updates)
    {
        foreach (ChatResponseUpdate update in updates)
        {
            await Task.Yield();
            yield return update;
        }
    }

    public static async IAsyncEnumerable<ChatResponseUpdate> Hang([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        yield break;
    }
}
