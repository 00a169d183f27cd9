using InteractionCore.Sessions;

namespace AgentHost.Hosting;

/// <summary>Runs the live loop for as long as the host runs; when the loop fails, the host stops.</summary>
internal sealed partial class LiveLoopService(LiveHost host, ILogger<LiveLoopService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await host.RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping.
        }
        catch (Exception exception)
        {
            LogFailed(exception);
            throw;
        }
    }

    /// <summary>Lets the observers of sessions that have ended finish what they write.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await host.WhenObserved().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LoggerMessage(LogLevel.Critical, "The live loop failed; the host stops.")]
    private partial void LogFailed(Exception exception);
}
