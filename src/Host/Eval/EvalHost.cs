using AgentHost.Commands;
using AgentHost.Dialects.Live;
using AgentHost.Eval.Client;
using AgentHost.Hosting;
using InteractionCore.Plugins;

namespace AgentHost.Eval;

/// <summary>The host under test: one that runs already, or one of its own on a free loopback port, which ends with this object.</summary>
internal sealed class EvalHost : IAsyncDisposable
{
    /// <summary>How long the tools may take to be there before the scenarios start without them.</summary>
    private static readonly TimeSpan ToolPatience = TimeSpan.FromSeconds(20);

    private readonly WebApplication? _app;

    private EvalHost(Uri address, WebApplication? app) => (Address, _app) = (address, app);

    /// <summary>Where its Live dialect is.</summary>
    public Uri Address { get; }

    public bool IsOwn => _app is not null;

    /// <exception cref="SetupException">The address is none, or nobody answers there.</exception>
    public static async Task<EvalHost> ConnectAsync(string address, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("ws" or "wss"))
        {
            throw new SetupException($"--host '{address}' is no WebSocket address. Use one like ws://127.0.0.1:5080{LiveEndpoint.Path}.");
        }

        Uri endpoint = uri.AbsolutePath == "/" ? new Uri(uri, LiveEndpoint.Path) : uri;
        try
        {
            await using LiveClient probe = await LiveClient.ConnectAsync(endpoint, time, cancellationToken);
            return new EvalHost(endpoint, null);
        }
        catch (LiveClientException exception)
        {
            throw new SetupException(exception.Message, exception);
        }
    }

    /// <summary>Starts a host and waits for its parts; what stays broken is said on the error output, and the scenarios go on without it.</summary>
    public static async Task<EvalHost> StartAsync(string? plugins, LogLevel level, CancellationToken cancellationToken)
    {
        WebApplication app = ServeCommand.Build(plugins, "http://127.0.0.1:0", level);
        try
        {
            await app.StartAsync(cancellationToken);
            TimeProvider time = app.Services.GetRequiredService<TimeProvider>();
            foreach (HealthReport report in await Readiness.CollectAsync(app.Services.GetServices<IHealthReporter>(), ToolPatience, time, cancellationToken))
            {
                if (report.Health is Health.Broken)
                {
                    await Console.Error.WriteLineAsync($"{report.Part}: {report.Detail}");
                }
            }

            return new EvalHost(new Uri(app.Urls.First().Replace("http", "ws", StringComparison.Ordinal) + LiveEndpoint.Path), app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
    }
}
