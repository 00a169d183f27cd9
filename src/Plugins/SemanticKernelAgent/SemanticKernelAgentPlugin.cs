using InteractionCore.Delegation;
using InteractionCore.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SemanticKernelAgent.Settings;

namespace SemanticKernelAgent;

/// <summary>
/// The background agent. Settings: <c>engine</c> (auto, semantic-kernel, built-in) and <c>languageModel</c>: <c>provider</c> (openai,
/// azure-openai, anthropic), <c>model</c>, <c>endpoint</c> (an OpenAI-compatible server, which then needs no key), <c>apiKeyVariable</c> (the
/// environment variable that holds the key), <c>maxOutputTokens</c>, <c>timeoutSeconds</c> (1 to 3600, default 30). Without
/// <c>languageModel</c> the tool router answers.
/// </summary>
public sealed class SemanticKernelAgentPlugin : IAgentPlugin
{
    public void ConfigureServices(IServiceCollection services, IConfiguration settings, PluginContext context)
    {
        var parsed = AgentSettings.Parse(settings, SemanticKernelEngine.WhyMissing);
        services.AddSingleton(_ => new AgentFactory(parsed, Environment.GetEnvironmentVariable));
        services.AddSingleton<IBackgroundAgentFactory>(provider => provider.GetRequiredService<AgentFactory>());
        services.AddSingleton<IHealthReporter>(provider => new AgentHealth(provider.GetRequiredService<AgentFactory>(), provider.GetService<TimeProvider>() ?? TimeProvider.System));
    }
}
