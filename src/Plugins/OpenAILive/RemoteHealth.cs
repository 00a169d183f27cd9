using InteractionCore.Plugins;
using OpenAILive.Wire;

namespace OpenAILive;

/// <summary>Says whether the remote can be reached: it connects, and starts no session.</summary>
internal sealed class RemoteHealth(RemoteSettings settings, TimeProvider time) : IHealthReporter
{
    /// <summary>How long an answer holds; /readyz may be asked often.</summary>
    private static readonly TimeSpan Holds = TimeSpan.FromSeconds(30);

    private HealthReport? _report;
    private long _at;

    public async ValueTask<IReadOnlyList<HealthReport>> ReportAsync(CancellationToken cancellationToken)
    {
        if (_report is null || time.GetElapsedTime(_at) > Holds)
        {
            _report = await TryAsync(cancellationToken);
            _at = time.GetTimestamp();
        }

        return [_report];
    }

    private async Task<HealthReport> TryAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(settings.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using RemoteSocket socket = await RemoteSocket.ConnectAsync(settings, time, either.Token);
            await socket.CloseAsync(either.Token);
            return new HealthReport("Remote model", Health.Ok, $"{settings.Model} at {settings.Address}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthReport("Remote model", Health.Broken, $"{settings.Address} does not answer within {settings.ConnectTimeout.TotalSeconds:0} s ('connectTimeoutSeconds')");
        }
        catch (RemoteException exception)
        {
            return new HealthReport("Remote model", Health.Broken, exception.Message);
        }
    }
}
