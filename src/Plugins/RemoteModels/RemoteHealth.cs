using System.Net.WebSockets;
using InteractionCore.Plugins;

namespace RemoteModels;

/// <summary>Says whether the remote can be reached.</summary>
/// <param name="reach">Does so; to fail with a <see cref="RemoteException"/>.</param>
internal sealed class RemoteHealth(RemoteEndpoint settings, string model, Func<CancellationToken, Task> reach, TimeProvider time) : IHealthReporter
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

    /// <summary>Opens a WebSocket and closes it.</summary>
    /// <exception cref="RemoteException">It does not open.</exception>
    public static async Task OpenAsync(RemoteEndpoint endpoint, TimeProvider time, CancellationToken cancellationToken)
    {
        using RemoteSocket socket = await RemoteSocket.ConnectAsync(endpoint, WebSocketMessageType.Text, time, cancellationToken);
        await socket.CloseAsync(cancellationToken);
    }

    private async Task<HealthReport> TryAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(settings.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await reach(either.Token);
            return new HealthReport("Remote model", Health.Ok, $"{model} at {settings.Place}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthReport("Remote model", Health.Broken, $"{settings.Place} does not answer within {settings.ConnectTimeout.TotalSeconds:0} s ('connectTimeoutSeconds')");
        }
        catch (RemoteException exception)
        {
            return new HealthReport("Remote model", Health.Broken, exception.Message);
        }
    }
}
