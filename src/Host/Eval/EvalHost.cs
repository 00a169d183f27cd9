using AgentHost.Commands;
using AgentHost.Dialects.Live;
using AgentHost.Eval.Client;
using AgentHost.Hosting;
using InteractionCore.Plugins;
using InteractionCore.Sessions;

namespace AgentHost.Eval;

/// <summary>The host under test: one that runs already, or one of its own on a free loopback port, which ends with this object.</summary>
internal sealed class EvalHost : IAsyncDisposable
{
    /// <summary>How long the tools may take to be there before the scenarios start without them.</summary>
    private static readonly TimeSpan ToolPatience = TimeSpan.FromSeconds(20);

    private readonly WebApplication? _app;
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    private EvalHost(Uri address, WebApplication? app) => (Address, _app) = (address, app);

    /// <summary>Where its Live dialect is.</summary>
    public Uri Address { get; }

    public bool IsOwn => _app is not null;

    /// <summary>Steps its loop; null when it runs in real time.</summary>
    public TurnGate? Gate { get; private set; }

    /// <exception cref="SetupException">The address is none, or nobody answers there.</exception>
    public static async Task<EvalHost> ConnectAsync(string address, CancellationToken cancellationToken)
    {
        // People copy the address that serve prints.
        string socket = address.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? $"ws{address[4..]}" : address;
        if (!Uri.TryCreate(socket, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("ws" or "wss"))
        {
            throw new SetupException($"--host '{address}' is no WebSocket address. Use one like ws://127.0.0.1:5080{LiveEndpoint.Path}.");
        }

        Uri endpoint = uri.AbsolutePath == "/" ? new Uri(uri, LiveEndpoint.Path) : uri;
        try
        {
            await using LiveClient probe = await LiveClient.ConnectAsync(endpoint, cancellationToken);
            return new EvalHost(endpoint, null);
        }
        catch (LiveClientException exception)
        {
            throw new SetupException(exception.Message, exception);
        }
    }

    /// <summary>Starts a host and waits for its parts; what stays broken is said on the error output, and the scenarios go on without it.</summary>
    /// <param name="fast">Its loop is stepped through <see cref="Gate"/>, for one session at a time.</param>
    public static async Task<EvalHost> StartAsync(string? plugins, bool fast, LogLevel level, CancellationToken cancellationToken)
    {
        WebApplication app = ServeCommand.Build(plugins, "http://127.0.0.1:0", level, fast ? WithoutLoop : null);
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

            var host = new EvalHost(new Uri(app.Urls.First().Replace("http", "ws", StringComparison.Ordinal) + LiveEndpoint.Path), app);
            if (fast)
            {
                host.RunByGate(app.Services.GetRequiredService<LiveHost>());
            }

            return host;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        Gate?.Dispose();
        _stop.Dispose();
    }

    private static void WithoutLoop(IServiceCollection services)
    {
        services.Remove(services.Single(service => service.ImplementationType == typeof(LiveLoopService)));
        // One session needs no phases, and the gate knows none.
        services.Configure<InteractionOptions>(interaction => interaction.Phases = 1);
    }

    private void RunByGate(LiveHost live)
    {
        Gate = new TurnGate(live.Model.Layout.TurnDuration);
        _loop = live.RunAsync(Gate, _stop.Token);
    }
}
