using System.Collections.Concurrent;
using InteractionCore.Delegation;
using InteractionCore.Model;
using InteractionCore.Plugins;
using InteractionCore.Sessions.Observers;
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
    private static readonly TimeSpan RetryWhenStuck = TimeSpan.FromSeconds(2);

    private readonly InteractionOptions _options;
    private readonly InteractionMetrics _metrics;
    private readonly IBackgroundAgent _agent;
    private readonly AgentInputs _inputs;
    private readonly ITranscriber? _transcriber;
    private readonly IReadOnlyList<IToolSource> _fixedTools;
    private readonly IReadOnlyList<IToolSources> _changingTools;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly Admission _admission;
    private readonly LoadShedder _shedder;
    private readonly StepWatch _watch;
    private readonly ConcurrentDictionary<string, InteractionSession> _live = new(StringComparer.Ordinal);
    private int _sessions;
    private int _created;
    private long _refused;

    public LiveHost(IInteractionModel model, IBackgroundAgentFactory agents, IEnumerable<IToolSource> tools,
        IOptions<InteractionOptions> options, InteractionMetrics metrics, TimeProvider time, ILoggerFactory loggers, IEnumerable<IToolSources>? changingTools = null,
        IEnumerable<ISessionObserver>? observers = null, ITranscriber? transcriber = null)
    {
        (Model, _options, _metrics, Time, _loggers) = (model, options.Value, metrics, time, loggers);
        _agent = agents.Create();
        (_inputs, _transcriber) = (agents.Description.Inputs, transcriber);
        (_fixedTools, _changingTools) = ([.. tools], [.. changingTools ?? []]);
        _logger = loggers.CreateLogger<LiveHost>();
        Observers = new ObserverDesk(observers ?? [], time, loggers.CreateLogger<ObserverDesk>());
        _admission = new Admission(_options.MaxSessions, model.Layout.TurnDuration, _options.Phases);
        _shedder = new LoadShedder((int)(_options.Phases * TimeSpan.FromSeconds(1) / model.Layout.TurnDuration));
        _watch = new StepWatch(time);
        Loop = new MicroTurnLoop(model, _options.Phases, _admission, _shedder, _watch, metrics, loggers.CreateLogger<MicroTurnLoop>());
        metrics.Observe(this);
    }

    public IInteractionModel Model { get; }

    /// <summary>Where the agent's tools come from, as of now.</summary>
    public IReadOnlyList<IToolSource> Tools => [.. _changingTools.SelectMany(sources => sources.Current), .. _fixedTools];

    /// <summary>Turns of all sessions since the start.</summary>
    public TurnStatistics Turns => Loop.Turns;

    /// <summary>Sessions that live now.</summary>
    public int Count => Volatile.Read(ref _sessions);

    internal MicroTurnLoop Loop { get; }

    internal ObserverDesk Observers { get; }

    internal TimeProvider Time { get; }

    /// <summary>How long a client that said goodbye may take to read what is left for it.</summary>
    internal TimeSpan FarewellTime { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Runs the live loop in real time, on a thread of its own, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var pacer = new ThreadPacer(Model.Layout.TurnDuration / _options.Phases, Time);
        await LoopThread.RunAsync(() => WatchedAsync(pacer, cancellationToken), _options.LoopProcessor);
    }

    /// <summary>Runs the live loop at another pace.</summary>
    public async Task RunAsync(ITurnPacer pacer, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await WatchedAsync(pacer, cancellationToken);
    }

    private async Task WatchedAsync(ITurnPacer pacer, CancellationToken cancellationToken)
    {
        int seen = 0;
        await using ITimer watching = Time.CreateTimer(_ => seen = Watch(seen), state: null, StepWatch.CheckEvery, StepWatch.CheckEvery);
        await Loop.RunAsync(pacer, cancellationToken);
    }

    /// <summary>Looks whether the present step ends.</summary>
    /// <param name="seen">How often in a row it was seen to go on too long.</param>
    private int Watch(int seen)
    {
        if (_watch.StuckFor is not { } stuck)
        {
            return 0;
        }

        if (seen == 0)
        {
            LogStuck(Model.Description.Name, stuck.TotalSeconds);
        }
        else if (seen == 1)
        {
            // Only now: a machine that was suspended meanwhile ends its step before the second look.
            Loop.FailAll(new StepStuckException(stuck));
        }

        return seen + 1;
    }

    /// <summary>A new session, or null and the reason when there is no room.</summary>
    public InteractionSession? TryCreate(SessionSettings session, out Refusal? refusal)
    {
        int before = Interlocked.Increment(ref _sessions) - 1;
        refusal = Refuse(before);
        if (refusal is not null)
        {
            Interlocked.Decrement(ref _sessions);
            Interlocked.Increment(ref _refused);
            _metrics.SessionRefused();
            return null;
        }

        _metrics.SessionStarted();
        var state = new SessionState(Model.CreateSession(session.Model ?? new ModelSessionOptions()), Model.Layout, session, _options, _metrics, Time);
        var created = new InteractionSession(this, state, $"s{Interlocked.Increment(ref _created)}", _loggers.CreateLogger<InteractionSession>());
        _live[created.Id] = created;
        return created;
    }

    /// <summary>
    /// Completes when the observers of the sessions until now are done: ten seconds after the last of these has ended, at the latest.
    /// </summary>
    public Task WhenObserved() => Observers.WhenDone();

    /// <summary>How the host is now, and each of its sessions. Any thread; allocates, so not for every turn.</summary>
    public LiveStatus Status()
    {
        SessionStatus[] sessions = [.. _live.Values.Select(session => session.Status()).OrderBy(session => session.Id.Length).ThenBy(session => session.Id, StringComparer.Ordinal)];
        Refusal? refusal = Refuse(Count);
        return new LiveStatus(
            Count, _options.MaxSessions, _admission.Limit, _admission.Load, refusal?.Reason, refusal?.RetryAfter.TotalSeconds, _shedder.Level,
            _watch.StuckFor?.TotalSeconds, Interlocked.Read(ref _refused), Loop.SessionsPerStep, Model.Layout.TurnDuration.TotalMilliseconds, TurnTimes.Of(Loop.Turns),
            sessions.Aggregate(default(QueueDepths), (sum, session) => sum + session.Queues), sessions.Aggregate(default(CacheUse), (sum, session) => sum + session.Cache), sessions);
    }

    /// <summary>How the loop is: sessions, the part of each turn that steps take, or that a step does not end.</summary>
    public ValueTask<IReadOnlyList<HealthReport>> ReportAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<HealthReport>>(
    [
        _watch.StuckFor is { } stuck
            ? new HealthReport("Live loop", Health.Broken, $"the model has not finished a step for {stuck.TotalSeconds:0} s; restart the host if this lasts")
            : _shedder.Level is not Shedding.Nothing
            ? new HealthReport("Live loop", Health.Limited, $"{Count} of {_options.MaxSessions} sessions, {_admission.Load:P0} of each turn used; left out to keep the deadline: {Describe(_shedder.Level)}")
            : new HealthReport("Live loop", Health.Ok, $"{Count} of {_options.MaxSessions} sessions, {_admission.Load:P0} of each turn used"),
        .. Observers.Reports(),
    ]);

    internal DelegationWorker CreateWorker(SessionState state) =>
        new(_agent, _inputs, _transcriber, () => Tools.Select(source => new AllowedTools(source, state.Session.UnwantedTools)), state, _options, _metrics, Time, _loggers.CreateLogger<DelegationWorker>());

    internal void Release(InteractionSession session)
    {
        _live.TryRemove(session.Id, out _);
        Interlocked.Decrement(ref _sessions);
        _metrics.SessionEnded();
    }

    private Refusal? Refuse(int sessions) => _watch.StuckFor is { } stuck
        ? new Refusal($"The model has not finished a step for {stuck.TotalSeconds:0.0} s. Restart the host if this lasts.", RetryWhenStuck)
        : _admission.Ask(sessions);

    private static string Describe(Shedding shedding) => shedding switch
    {
        Shedding.FewerFrames => "all but one picture a second",
        Shedding.NoFrames => "new pictures",
        _ => "new pictures and most reports of turns",
    };

    [LoggerMessage(LogLevel.Critical, "{Model} has not finished a step for {Seconds:F1} s. No session is let in until it has.")]
    private partial void LogStuck(string model, double seconds);
}
