using System.Diagnostics.Metrics;
using AgentHost.Testing;
using InteractionCore.Sessions;
using InteractionCore.Turns;

namespace InteractionCore.Tests.Sessions;

public sealed class InteractionMetricsTests : IDisposable
{
    private readonly Dictionary<string, List<double>> _recorded = [];
    private readonly MeterListener _listener = new();
    private readonly ScriptedModel _model = new();

    [Fact]
    public async Task A_turn_records_how_long_it_took_how_punctual_it_was_and_how_many_shared_it()
    {
        await using var fixture = new LiveSessionFixture(_model);
        _model.OnStep = _ => fixture.Spend(TimeSpan.FromMilliseconds(30));
        Listen(fixture);
        await fixture.ConnectAsync();
        await fixture.ConnectAsync();

        await fixture.TurnAsync();

        Assert.Equal([.03, .03], Recorded("interaction.turn.duration"));
        Assert.Equal([0, 0], Recorded("interaction.turn.jitter"));
        Assert.Equal([2], Recorded("interaction.step.sessions"));
    }

    [Fact]
    public async Task What_is_read_off_the_host_is_there_when_somebody_collects()
    {
        await using var fixture = new LiveSessionFixture(_model, options: new InteractionOptions { MaxSessions = 7 });
        (_, SessionInput input, _) = await fixture.ConnectAsync();
        input.WriteAudio(AudioChunk.Rent(10));
        input.WriteAudio(AudioChunk.Rent(10));

        Listen(fixture);
        _listener.RecordObservableInstruments();

        Assert.Equal([7], Recorded("interaction.admission.limit"));
        Assert.Equal([2], Recorded("interaction.queue.depth/audio"));
        Assert.All(["interaction.loop.load", "interaction.shedding.level", "interaction.cache.positions", "interaction.cache.size"], name => Assert.NotEmpty(Recorded(name)));
    }

    [Fact]
    public async Task The_status_names_each_session_with_its_turns_queues_and_cache()
    {
        await using var fixture = new LiveSessionFixture(_model);
        await fixture.ConnectAsync();
        (_, SessionInput input, _) = await fixture.ConnectAsync();
        await fixture.TurnAsync(3);
        input.WriteAudio(AudioChunk.Rent(10));

        LiveStatus status = fixture.Host.Status();

        Assert.Equal(["s1", "s2"], status.Live.Select(session => session.Id));
        Assert.Equal((3, 6), (status.Live[1].Turns.Count, status.Turns.Count));
        Assert.Equal((0, 1, 1), (status.Live[0].Queues.Audio, status.Live[1].Queues.Audio, status.Queues.Audio));
        Assert.Equal((200, Shedding.Nothing), (status.BudgetMs, status.Shedding));
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>Listens to this host alone: other tests run at the same time.</summary>
    private void Listen(LiveSessionFixture fixture)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == InteractionMetrics.MeterName && instrument.Meter.Scope == fixture.Meters)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Note(instrument.Name, value));
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Note(instrument.Name, value));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(tags.IsEmpty ? instrument.Name : $"{instrument.Name}/{tags[0].Value}", value));
        _listener.Start();
    }

    private void Note(string name, double value)
    {
        lock (_recorded)
        {
            (_recorded.TryGetValue(name, out List<double>? values) ? values : _recorded[name] = []).Add(value);
        }
    }

    private double[] Recorded(string name)
    {
        lock (_recorded)
        {
            return _recorded.TryGetValue(name, out List<double>? values) ? [.. values] : [];
        }
    }
}
