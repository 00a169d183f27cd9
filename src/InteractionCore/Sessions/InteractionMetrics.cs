using System.Diagnostics.Metrics;

namespace InteractionCore.Sessions;

/// <summary>What the live loop measures, as the meter <c>AgentHost.Interaction</c>.</summary>
public sealed class InteractionMetrics
{
    public const string MeterName = "AgentHost.Interaction";

    private readonly Histogram<double> _turnDuration;
    private readonly Counter<long> _lateTurns;
    private readonly Counter<long> _samplesDropped;
    private readonly Counter<long> _delegations;
    private readonly UpDownCounter<long> _sessions;

    public InteractionMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(MeterName);
        _turnDuration = meter.CreateHistogram("interaction.turn.duration", "s", "What a micro-turn took, with the others of its phase.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.005, .01, .02, .05, .1, .15, .2, .3, .5, 1] });
        _lateTurns = meter.CreateCounter<long>("interaction.turn.late", "{turn}", "Micro-turns that ended more than a turn after they were due.");
        _samplesDropped = meter.CreateCounter<long>("interaction.audio.dropped", "{sample}", "Input audio dropped because the loop was behind.");
        _delegations = meter.CreateCounter<long>("interaction.delegations", "{delegation}", "Delegations by how they ended.");
        _sessions = meter.CreateUpDownCounter<long>("interaction.sessions", "{session}", "Live sessions.");
    }

    public void TurnCompleted(TimeSpan elapsed, bool late)
    {
        _turnDuration.Record(elapsed.TotalSeconds);
        if (late)
        {
            _lateTurns.Add(1);
        }
    }

    public void AudioDropped(int samples) => _samplesDropped.Add(samples);

    public void DelegationEnded(string status) => _delegations.Add(1, new KeyValuePair<string, object?>("status", status));

    public void SessionStarted() => _sessions.Add(1);

    public void SessionEnded() => _sessions.Add(-1);
}
