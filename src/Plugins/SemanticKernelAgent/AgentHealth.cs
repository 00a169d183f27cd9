using InteractionCore.Plugins;

namespace SemanticKernelAgent;

/// <summary>Says which engine and which language model the agent has, and why.</summary>
internal sealed class AgentHealth(AgentFactory factory) : IHealthReporter
{
    public ValueTask<IReadOnlyList<HealthReport>> ReportAsync(CancellationToken cancellationToken)
    {
        string engine = factory.EngineReason is { } reason ? $"{factory.Description.Engine}: {reason}" : factory.Description.Engine;
        return ValueTask.FromResult<IReadOnlyList<HealthReport>>([new HealthReport("Background agent", Health.Ok, engine), factory.LanguageModel.Health]);
    }
}
