using AgentHost.Plugins;
using InteractionCore.Delegation;
using InteractionCore.Model;
using InteractionCore.Plugins;
using InteractionCore.Sessions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AgentHost.Hosting;

/// <summary>What every command of the host is made of: the live loop, and what the plugins bring.</summary>
internal static class AgentHostServices
{
    /// <exception cref="ManifestException">A plugin is wrong, or none offers a model.</exception>
    public static IServiceCollection AddAgentHost(this IServiceCollection services, IConfiguration configuration, PluginManifest manifest)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddOptions<InteractionOptions>().Bind(configuration.GetSection(InteractionOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<InteractionOptions>, InteractionOptionsValidator>();
        services.AddSingleton<InteractionMetrics>();
        services.AddSingleton<LiveHost>();
        services.AddSingleton<IHealthReporter>(provider => provider.GetRequiredService<LiveHost>());
        services.AddPlugins(manifest);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ManifestWatch>(provider, manifest));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<ManifestWatch>());
        services.AddSingleton<IHealthReporter>(provider => provider.GetRequiredService<ManifestWatch>());
        int models = services.Count(service => service.ServiceType == typeof(IInteractionModel));
        if (models != 1)
        {
            throw new ManifestException(manifest.Path,
            [
                models == 0
                    ? "No enabled plugin offers an interaction model. Add one, such as OnnxInteraction."
                    : $"{models} enabled plugins offer an interaction model, and the host runs one. Set \"enabled\": false on the others.",
            ]);
        }

        services.TryAddSingleton<IBackgroundAgentFactory, NoAgentFactory>();
        return services;
    }

    /// <summary>Stands in when no plugin offers an agent: delegations fail with the reason.</summary>
    private sealed class NoAgentFactory : IBackgroundAgentFactory, IBackgroundAgent
    {
        public AgentDescription Description { get; } = new("none", "none", "no enabled plugin offers a background agent");

        public IBackgroundAgent Create() => this;

        public IAsyncEnumerable<ChatResponseUpdate> RunAsync(AgentRun run, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("No enabled plugin in plugins.json offers a background agent.");
    }
}
