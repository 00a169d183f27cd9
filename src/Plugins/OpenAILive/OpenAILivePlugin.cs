using InteractionCore.Model;
using InteractionCore.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OpenAILive;

/// <summary>
/// An interaction model that runs elsewhere, behind the Live or the Realtime protocol: OpenAI's, another AgentHost's, or any server's that
/// speaks one of them. What it delegates is done by this host's background agent. See docs/remote-models.md.
/// </summary>
/// <remarks>
/// Settings: <c>address</c>, <c>protocol</c> (live, realtime), <c>model</c>, <c>voice</c>, <c>instructions</c>, <c>apiKeyVariable</c>,
/// <c>additions</c> (the remote is an AgentHost), <c>connectTimeoutSeconds</c>, <c>answerTimeoutSeconds</c>, <c>reconnectSeconds</c>.
/// </remarks>
public sealed class OpenAILivePlugin : IAgentPlugin
{
    public void ConfigureServices(IServiceCollection services, IConfiguration settings, PluginContext context)
    {
        var parsed = RemoteSettings.Parse(settings, Environment.GetEnvironmentVariable);
        services.AddSingleton(provider => OpenAIModel.Create(parsed, provider.GetService<TimeProvider>() ?? TimeProvider.System, provider.GetRequiredService<ILoggerFactory>().CreateLogger<RemoteConnection>()));
        services.AddSingleton<IInteractionModel>(provider => provider.GetRequiredService<RemoteModel>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<RemoteModel>());
        services.AddSingleton<IHealthReporter>(provider => OpenAIModel.Health(parsed, provider.GetService<TimeProvider>() ?? TimeProvider.System));
    }
}
