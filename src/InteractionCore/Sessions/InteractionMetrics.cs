using System.Diagnostics.Metrics;
using InteractionCore.Turns;

namespace InteractionCore.Sessions;

/// <summary>
/// What the live loop measures, as the meter <c>AgentHost.Interaction</c>. Names and units follow the OpenTelemetry conventions;
/// what is of one session alone is in <see cref="LiveHost.Status"/>, for a session's id would make a time series of its own.
/// </summary>
/// <remarks>Thread-safe. What a silent turn records allocates nothing.</remarks>
public sealed class InteractionMetrics
{
    public const string MeterName = "AgentHost.Interaction";

    /// <summary>Closer together around the 200 ms a turn has.</summary>
    private static readonly double[] TurnBuckets = [.005, .01, .02, .05, .1, .15, .175, .2, .225, .25, .3, .5, 1];

    private static readonly KeyValuePair<string, object?> Frame = new("work", "frame"), Report = new("work", "report");

    private readonly Meter _meter;
    private readonly Histogram<double> _turnDuration;
    private readonly Histogram<double> _turnJitter;
    private readonly Histogram<int> _stepSessions;
    private readonly Counter<long> _lateTurns;
    private readonly Counter<long> _samplesDropped;
    private readonly Counter<long> _delegations;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _shed;
    private readonly UpDownCounter<long> _sessions;

    public InteractionMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _turnDuration = _meter.CreateHistogram("interaction.turn.duration", "s", "What a micro-turn took, with the others of its phase.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = TurnBuckets });
        _turnJitter = _meter.CreateHistogram("interaction.turn.jitter", "s", "How far from its due time a micro-turn began.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.0005, .001, .002, .005, .01, .02, .05, .1, .2] });
        _stepSessions = _meter.CreateHistogram("interaction.step.sessions", "{session}", "Sessions stepped together.",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128] });
        _lateTurns = _meter.CreateCounter<long>("interaction.turn.late", "{turn}", "Micro-turns that ended more than a turn after they were due.");
        _samplesDropped = _meter.CreateCounter<long>("interaction.audio.dropped", "{sample}", "Input audio dropped because the loop was behind.");
        _delegations = _meter.CreateCounter<long>("interaction.delegations", "{delegation}", "Delegations by how they ended.");
        _refused = _meter.CreateCounter<long>("interaction.sessions.refused", "{session}", "Sessions that were not let in.");
        _shed = _meter.CreateCounter<long>("interaction.work.shed", "{item}", "Optional work left out to keep the deadline.");
        _sessions = _meter.CreateUpDownCounter<long>("interaction.sessions", "{session}", "Live sessions.");
    }

    /// <summary>Adds what is read off the host when somebody collects.</summary>
    internal void Observe(LiveHost host)
    {
        _meter.CreateObservableGauge("interaction.loop.load", () => host.Status().Load, "1", "The part of each turn that steps take.");
        _meter.CreateObservableGauge("interaction.admission.limit", () => host.Status().AdmissionLimit, "{session}", "Sessions that are let in, for now.");
        _meter.CreateObservableGauge("interaction.shedding.level", () => (int)host.Status().Shedding, "1", "Optional work left out: 0 none, 1 frames, 2 all frames, 3 reports too.");
        _meter.CreateObservableUpDownCounter("interaction.queue.depth", () => Depths(host.Status().Queues), "{item}", "Entries that wait in the sessions' queues.");
        _meter.CreateObservableUpDownCounter("interaction.cache.positions", () => host.Status().Cache.Positions, "{position}", "Entries of the attention caches in use.");
        _meter.CreateObservableUpDownCounter("interaction.cache.size", () => host.Status().Cache.Bytes, "By", "Memory behind the entries in use.");
    }

    internal void TurnCompleted(TurnTiming timing)
    {
        _turnDuration.Record(timing.Elapsed.TotalSeconds);
        _turnJitter.Record(timing.Jitter.TotalSeconds);
        if (timing.Late)
        {
            _lateTurns.Add(1);
        }
    }

    internal void Stepped(int sessions) => _stepSessions.Record(sessions);

    internal void FrameShed() => _shed.Add(1, Frame);

    internal void ReportShed() => _shed.Add(1, Report);

    internal void SessionRefused() => _refused.Add(1);

    public void AudioDropped(int samples) => _samplesDropped.Add(samples);

    public void DelegationEnded(string status) => _delegations.Add(1, new KeyValuePair<string, object?>("status", status));

    public void SessionStarted() => _sessions.Add(1);

    public void SessionEnded() => _sessions.Add(-1);

    private static Measurement<int>[] Depths(QueueDepths queues) =>
    [
        new(queues.Audio, new KeyValuePair<string, object?>("queue", "audio")),
        new(queues.Injections, new KeyValuePair<string, object?>("queue", "injections")),
        new(queues.Delegations, new KeyValuePair<string, object?>("queue", "delegations")),
        new(queues.Events, new KeyValuePair<string, object?>("queue", "events")),
    ];
}
