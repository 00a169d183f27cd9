using InteractionCore.Delegation;
using InteractionCore.Plugins;
using InteractionCore.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AgentHost.Testing;

/// <summary>A live host around a scripted model, with the clock in the test's hands: <see cref="TurnAsync"/> is one micro-turn.</summary>
public sealed class LiveSessionFixture : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly StepPacer _pacer;
    private readonly Task _loop;

    public LiveSessionFixture(ScriptedModel model, IBackgroundAgent? agent = null, InteractionOptions? options = null, params IToolSource[] tools)
        : this(model, agent, transcriber: null, AgentInputs.None, options, observers: null, tools)
    {
    }

    /// <param name="inputs">What the agent says that it takes.</param>
    public LiveSessionFixture(
        ScriptedModel model, IBackgroundAgent? agent, ITranscriber? transcriber, AgentInputs inputs = AgentInputs.None, InteractionOptions? options = null,
        IEnumerable<ISessionObserver>? observers = null, params IToolSource[] tools)
    {
        Model = model;
        options ??= new InteractionOptions();
        options.Phases = 1;
        _pacer = new StepPacer(model.Layout.TurnDuration);
        ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        Meters = services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>();
        var metrics = new InteractionMetrics(Meters);
        Host = new LiveHost(model, new FixedAgent(agent, inputs), tools, Options.Create(options), metrics, Time, NullLoggerFactory.Instance, observers: observers, transcriber: transcriber);
        _loop = Host.RunAsync(_pacer, _stop.Token);
    }

    public ScriptedModel Model { get; }

    public ManualTimeProvider Time { get; } = new();

    /// <summary>The scope of this host's meters.</summary>
    public System.Diagnostics.Metrics.IMeterFactory Meters { get; }

    public LiveHost Host { get; }

    /// <summary>Starts a session; its task ends with the session.</summary>
    public async Task<(LoopbackTransport Client, SessionInput Input, Task<SessionSummary> Ended)> ConnectAsync(SessionSettings? settings = null, LoopbackTransport? client = null)
    {
        client ??= new LoopbackTransport();
        InteractionSession session = Host.TryCreate(settings ?? new SessionSettings(), out _)!;
        Task<SessionSummary> ended = Task.Run(() => session.RunAsync(client, _stop.Token));
        SessionInput input = await client.Input.WaitAsync(Patience.Limit);
        return (client, input, ended);
    }

    /// <summary>Lets time pass within a turn, as a slow step does.</summary>
    public void Spend(TimeSpan time) => _pacer.Spend(time);

    /// <summary>Begins a micro-turn, which need not end.</summary>
    public void BeginTurn() => _ = _pacer.TickAsync();

    /// <summary>Runs micro-turns and returns when they are done.</summary>
    public async Task TurnAsync(int count = 1)
    {
        for (int i = 0; i < count; i++)
        {
            await _pacer.TickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private sealed class FixedAgent(IBackgroundAgent? agent, AgentInputs inputs) : IBackgroundAgentFactory
    {
        public AgentDescription Description { get; } = new("test", "none", null) { Inputs = inputs };

        public IBackgroundAgent Create() => agent ?? new Moq.Mock<IBackgroundAgent>().Object;
    }
}
