using InteractionCore.Delegation;
using InteractionCore.Model;
using InteractionCore.Plugins;
using InteractionCore.Turns;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InteractionCore.Sessions;

/// <summary>Why a session is not let in.</summary>
/// <param name="Reason">For a person.</param>
/// <param name="RetryAfter">When to ask again.</param>
public sealed record Refusal(string Reason, TimeSpan RetryAfter);

/// <summary>Runs the live loop and lets sessions into it. One per model.</summary>
public sealed partial class LiveHost : IHealthReporter
{
    private readonly InteractionOptions _options;
    private readonly InteractionMetrics _metrics;
    private readonly IBackgroundAgent _agent;
    private readonly AgentInputs _inputs;
    private readonly IReadOnlyList<IToolSource> _tools;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly Admission _admission;
    private readonly StepWatch _watch;
    private int _sessions;
    private int _created;

    public LiveHost(IInteractionModel model, IBackgroundAgentFactory agents, IEnumerable<IToolSource> tools,
        IOptions<InteractionOptions> options, InteractionMetrics metrics, TimeProvider time, ILoggerFactory loggers)
    {
        (Model, _options, _metrics, Time, _loggers) = (model, options.Value, metrics, time, loggers);
        _agent = agents.Create();
        _inputs = agents.Description.Inputs;
        _tools = [.. tools];
        _logger = loggers.CreateLogger<LiveHost>();
        _admission = new Admission(_options.MaxSessions, model.Layout.TurnDuration, _options.Phases);
        _watch = new StepWatch(time);
        Loop = new MicroTurnLoop(model, _options.Phases, _admission, _watch, metrics, loggers.CreateLogger<MicroTurnLoop>());
    }

    public IInteractionModel Model { get; }

    /// <summary>Sessions that live now.</summary>
    public int Count => Volatile.Read(ref _sessions);

    internal MicroTurnLoop Loop { get; }

    internal TimeProvider Time { get; }

    /// <summary>How long a client that said goodbye may take to read what is left for it.</summary>
    internal TimeSpan FarewellTime { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Runs the live loop in real time until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var pacer = new PeriodicPacer(Model.Layout.TurnDuration / _options.Phases, Time);
        await RunAsync(pacer, cancellationToken);
    }

    /// <summary>Runs the live loop at another pace.</summary>
    public async Task RunAsync(ITurnPacer pacer, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        bool told = false;
        await using ITimer watching = Time.CreateTimer(_ =>
        {
            TimeSpan? stuck = _watch.StuckFor;
            if (stuck is not null && !told)
            {
                LogStuck(Model.Description.Name, stuck.Value.TotalSeconds);
            }

            told = stuck is not null;
        }, state: null, StepWatch.Limit / 4, StepWatch.Limit / 4);
        await Loop.RunAsync(pacer, cancellationToken);
    }

    /// <summary>A new session, or null and the reason when there is no room.</summary>
    public InteractionSession? TryCreate(SessionSettings session, out Refusal? refusal)
    {
        int before = Interlocked.Increment(ref _sessions) - 1;
        refusal = _watch.StuckFor is { } stuck
            ? new Refusal($"The model has not finished a step for {stuck.TotalSeconds:0} s. Restart the host if this lasts.", StepWatch.Limit)
            : _admission.Ask(before);
        if (refusal is not null)
        {
            Interlocked.Decrement(ref _sessions);
            return null;
        }

        _metrics.SessionStarted();
        var state = new SessionState(Model.CreateSession(session.Model ?? new ModelSessionOptions()), Model.Layout, session, _options, _metrics, Time);
        return new InteractionSession(this, state, $"s{Interlocked.Increment(ref _created)}", _loggers.CreateLogger<InteractionSession>());
    }

    /// <summary>How the loop is: sessions, the part of each turn that steps take, or that a step does not end.</summary>
    public ValueTask<IReadOnlyList<HealthReport>> ReportAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<HealthReport>>(
    [
        _watch.StuckFor is { } stuck
            ? new HealthReport("Live loop", Health.Broken, $"the model has not finished a step for {stuck.TotalSeconds:0} s; restart the host if this lasts")
            : new HealthReport("Live loop", Health.Ok, $"{Count} of {_options.MaxSessions} sessions, {_admission.Load:P0} of each turn used"),
    ]);

    internal DelegationWorker CreateWorker(SessionState state) =>
        new(_agent, _inputs, _tools, state, _options, _metrics, Time, _loggers.CreateLogger<DelegationWorker>());

    internal void Release()
    {
        Interlocked.Decrement(ref _sessions);
        _metrics.SessionEnded();
    }

    [LoggerMessage(LogLevel.Critical, "{Model} has not finished a step for {Seconds:F1} s. No session is let in until it has.")]
    private partial void LogStuck(string model, double seconds);
}
