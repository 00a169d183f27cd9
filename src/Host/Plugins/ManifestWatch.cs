using InteractionCore.Plugins;

namespace AgentHost.Plugins;

/// <summary>
/// Follows plugins.json while the host runs: plugins get changed settings at once, and say what they do with them. A file that is wrong
/// changes nothing; which plugins there are takes a restart.
/// </summary>
internal sealed partial class ManifestWatch(PluginManifest manifest, TimeProvider time, ILogger<ManifestWatch> logger) : IHostedService, IHealthReporter, IDisposable
{
    private FileWatch? _watch;
    private volatile string? _problem;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _watch = new FileWatch(() => [manifest.Path], Reload, time);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public ValueTask<IReadOnlyList<HealthReport>> ReportAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<HealthReport>>(_problem is { } problem ? [new HealthReport(PluginManifest.FileName, Health.Limited, problem)] : []);

    public void Dispose() => _watch?.Dispose();

    private void Reload()
    {
        try
        {
            (IReadOnlyList<string> changed, IReadOnlyList<string> afterRestart) = manifest.Take(PluginManifest.Load(manifest.Path));
            _problem = afterRestart.Count == 0 ? null : $"has changes that a restart brings: {string.Join(", ", afterRestart)}.";
            if (changed.Count > 0)
            {
                LogChanged(manifest.Path, string.Join(", ", changed));
            }

            if (afterRestart.Count > 0)
            {
                LogAfterRestart(manifest.Path, string.Join(", ", afterRestart));
            }
        }
        catch (Exception exception)
        {
            // Also when a plugin throws: what it made of its settings before is what runs.
            string reason = exception is ManifestException wrong ? string.Join(' ', wrong.Errors) : exception.Message;
            _problem = $"was changed, and the change is not used: {reason.ReplaceLineEndings(" ")}";
            LogRefused(manifest.Path, reason);
        }
    }

    [LoggerMessage(LogLevel.Information, "{Path} has new settings for {Plugins}. A plugin that follows its settings uses them now, another after a restart.")]
    private partial void LogChanged(string path, string plugins);

    [LoggerMessage(LogLevel.Warning, "{Path} has changes that a restart brings: {Changes}.")]
    private partial void LogAfterRestart(string path, string changes);

    [LoggerMessage(LogLevel.Error, "{Path} was changed, and the change is not used; everything runs on as before. {Reason}")]
    private partial void LogRefused(string path, string reason);
}
