using McpTools.Connections;
using Microsoft.Extensions.Hosting;

namespace McpTools.Settings;

/// <summary>Has the servers become what changed settings say, while the host runs.</summary>
/// <param name="follow">Begins to follow the settings.</param>
internal sealed class SettingsFollower(Func<Action<IReadOnlyList<ServerSettings>>, IDisposable> follow, McpServers servers) : IHostedService
{
    private IDisposable? _following;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _following = follow(servers.Use);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _following?.Dispose();
        return Task.CompletedTask;
    }
}
