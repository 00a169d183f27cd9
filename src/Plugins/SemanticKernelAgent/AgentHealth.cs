using InteractionCore.Plugins;

namespace SemanticKernelAgent;

/// <summary>Says which engine and which language model the agent has, and why; of a language model, whether it answers.</summary>
internal sealed class AgentHealth(AgentFactory factory, TimeProvider time) : IHealthReporter
{
    private readonly LanguageModelCheck _check = new(factory.Client, time);

    public async ValueTask<IReadOnlyList<HealthReport>> ReportAsync(CancellationToken cancellationToken)
    {
        string engine = factory.EngineReason is { } reason ? $"{factory.Description.Engine}: {reason}" : factory.Description.Engine;
        HealthReport languageModel = factory.LanguageModel.Health;
        if (languageModel.Health is Health.Ok)
        {
            (Health health, string detail) = await _check.AskAsync(cancellationToken);
            languageModel = health is Health.Ok ? languageModel with { Detail = $"{languageModel.Detail}; {detail}" } : languageModel with { Health = health, Detail = detail };
        }

        return [new HealthReport("Background agent", Health.Ok, engine), languageModel];
    }
}
