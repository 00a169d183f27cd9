using InteractionCore.Delegation;
using Microsoft.Extensions.AI;

namespace AgentHost.Bench;

/// <summary>Delegations go to the client, which leaves them alone.</summary>
internal sealed class NoAgent : IBackgroundAgentFactory, IBackgroundAgent
{
    public AgentDescription Description { get; } = new("none", "none", null);

    public IBackgroundAgent Create() => this;

    public IAsyncEnumerable<ChatResponseUpdate> RunAsync(AgentRun run, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
