using AgentHost.Dialects;
using AgentHost.Hosting;
using AgentHost.Recording;
using AgentHost.Testing;
using InteractionCore.Delegation;
using InteractionCore.Model;
using InteractionCore.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentHost.Tests.Dialects;

/// <summary>The dialects on a real socket before a model and an agent in the test's hands. Its turns are short, so that many fit in a test.</summary>
internal sealed class ScriptedHost : IAsyncDisposable
{
    /// <summary>20 ms of 1 kHz sound.</summary>
    public static readonly ModelLayout QuickLayout = ScriptedModel.SmallLayout with { InputSamplesPerTurn = 20 };

    private readonly WebApplication _app;

    private ScriptedHost(WebApplication app) => _app = app;

    public LiveHost Host => _app.Services.GetRequiredService<LiveHost>();

    public Uri Address => new(_app.Urls.First().Replace("http", "ws", StringComparison.Ordinal));

    public static async Task<ScriptedHost> StartAsync(IInteractionModel model, IBackgroundAgent? agent = null, Action<DialectOptions>? configure = null, int maxSessions = 1_000)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddMetrics();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(Options.Create(new InteractionOptions { Phases = 1, MaxSessions = maxSessions }));
        builder.Services.AddSingleton<InteractionMetrics>();
        builder.Services.AddSingleton<IInteractionModel>(model);
        builder.Services.AddSingleton<IBackgroundAgentFactory>(new FixedAgent(agent));
        builder.Services.AddSingleton<LiveHost>();
        builder.Services.AddHostedService<LiveLoopService>();
        builder.Services.AddRecording(builder.Configuration);
        builder.Services.AddDialects(builder.Configuration);
        builder.Services.Configure(configure ?? (_ => { }));
        WebApplication app = builder.Build();
        app.UseWebSockets();
        app.MapDialects();
        await app.StartAsync();
        return new ScriptedHost(app);
    }

    /// <summary>Waits until a number of sessions is left.</summary>
    public Task SessionsAsync(int count) => UntilAsync(() => Host.Count == count);

    /// <summary>Waits until something holds.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        using var timeout = new CancellationTokenSource(WireClient.Patience);
        while (!condition())
        {
            await poll.WaitForNextTickAsync(timeout.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private sealed class FixedAgent(IBackgroundAgent? agent) : IBackgroundAgentFactory
    {
        public AgentDescription Description { get; } = new("test", "none", null);

        public IBackgroundAgent Create() => agent ?? new Moq.Mock<IBackgroundAgent>().Object;
    }
}
