using InteractionCore.Delegation;
using InteractionCore.Model;
using InteractionCore.Plugins;
using InteractionCore.Turns;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InteractionCore.Sessions;

/// <summary>Runs the live loop and lets sessions into it. One per model.</summary>
public sealed class LiveHost
{
    private readonly InteractionOptions _options;
    private readonly InteractionMetrics _metrics;
    private readonly IBackgroundAgent _agent;
    private readonly IReadOnlyList<IToolSource> _tools;
    private readonly ILoggerFactory _loggers;
    private int _sessions;
    private int _created;

    public LiveHost(IInteractionModel model, IBackgroundAgentFactory agents, IEnumerable<IToolSource> tools,
        IOptions<InteractionOptions> options, InteractionMetrics metrics, TimeProvider time, ILoggerFactory loggers)
    {
        (Model, _options, _metrics, Time, _loggers) = (model, options.Value, metrics, time, loggers);
        _agent = agents.Create();
        _tools = [.. tools];
        Loop = new MicroTurnLoop(model, _options.Phases, metrics, loggers.CreateLogger<MicroTurnLoop>());
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
        await Loop.RunAsync(pacer, cancellationToken);
    }

    /// <summary>A new session, or null and the reason when there is no room.</summary>
    public InteractionSession? TryCreate(SessionSettings session, out string? refusal)
    {
        if (Interlocked.Increment(ref _sessions) > _options.MaxSessions)
        {
            Interlocked.Decrement(ref _sessions);
            refusal = $"All {_options.MaxSessions} sessions of this host are in use (Interaction:MaxSessions). Try again when one has ended.";
            return null;
        }

        refusal = null;
        _metrics.SessionStarted();
        var state = new SessionState(Model.CreateSession(session.Model ?? new ModelSessionOptions()), Model.Layout, session, _options, _metrics);
        return new InteractionSession(this, state, $"s{Interlocked.Increment(ref _created)}", _loggers.CreateLogger<InteractionSession>());
    }

    internal DelegationWorker CreateWorker(SessionState state) =>
        new(_agent, _tools, state, _options, _metrics, Time, _loggers.CreateLogger<DelegationWorker>());

    internal void Release()
    {
        Interlocked.Decrement(ref _sessions);
        _metrics.SessionEnded();
    }
}
