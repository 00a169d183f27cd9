using InteractionCore.Model;
using InteractionCore.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MoshiServer.Opus;

namespace MoshiServer;

/// <summary>
/// An interaction model that is a Moshi or PersonaPlex server, behind its WebSocket protocol. It listens and talks; it delegates nothing, and
/// cannot be told anything but by voice. See docs/remote-models.md.
/// </summary>
/// <remarks>
/// Settings: <c>address</c>, <c>model</c>, <c>voice</c>, <c>instructions</c>, <c>connectTimeoutSeconds</c>, <c>answerTimeoutSeconds</c>. Needs
/// the system's libopus.
/// </remarks>
public sealed class MoshiServerPlugin : IAgentPlugin
{
    public void ConfigureServices(IServiceCollection services, IConfiguration settings, PluginContext context)
    {
        var parsed = MoshiSettings.Parse(settings, OpusLibrary.Names);
        services.AddSingleton(provider => Create(parsed, provider.GetService<TimeProvider>() ?? TimeProvider.System, provider.GetRequiredService<ILoggerFactory>().CreateLogger<RemoteConnection>()));
        services.AddSingleton<IInteractionModel>(provider => provider.GetRequiredService<RemoteModel>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<RemoteModel>());
        services.AddSingleton<IHealthReporter>(provider => new RemoteHealth(parsed, parsed.Model, cancellationToken => MoshiHealth.ReachAsync(parsed, cancellationToken), provider.GetService<TimeProvider>() ?? TimeProvider.System));
    }

    internal static RemoteModel Create(MoshiSettings settings, TimeProvider time, ILogger<RemoteConnection> logger)
    {
        var description = new ModelDescription(settings.Model, $"a Moshi server ({settings.Address.GetLeftPart(UriPartial.Path)})", settings.Voice ?? "the server's own", Speaks: true)
        {
            Voices = settings.Voice is { } voice ? [voice] : [],
        };
        return new RemoteModel(settings, description, _ => new MoshiProtocol(settings.Opus), time, logger);
    }
}
