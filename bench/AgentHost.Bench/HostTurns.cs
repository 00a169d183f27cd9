using System.Diagnostics.Metrics;
using InteractionCore.Model;
using InteractionCore.Sessions;
using InteractionCore.Turns;
using Microsoft.Extensions.DependencyInjection;

namespace AgentHost.Bench;

/// <summary>Sessions taken through turns as the live loop takes them, without its clock: framing, context, step, routing, events.</summary>
internal sealed class HostTurns : IDisposable
{
    private const int ChunksPerTurn = 10;

    private readonly IInteractionModel _model;
    private readonly SessionState[] _states;
    private readonly SessionTurns[] _sessions;
    private readonly ModelTurn[] _turns;
    private readonly float[] _sound;
    private int _position;

    /// <param name="sound">What the sessions hear, over and over; each begins at another moment.</param>
    public HostTurns(IInteractionModel model, int sessions, float[] sound)
    {
        (_model, _sound) = (model, sound);
        Metrics = new InteractionMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
        _states = [.. Enumerable.Range(0, sessions).Select(_ => new SessionState(model.CreateSession(new ModelSessionOptions()), model.Layout, new SessionSettings(), new InteractionOptions(), Metrics, TimeProvider.System))];
        _sessions = [.. _states.Select(state => new SessionTurns(state))];
        _turns = [.. _sessions.Select(session => session.Turn)];
    }

    public InteractionMetrics Metrics { get; }

    public SessionState State(int session) => _states[session];

    /// <summary>One turn of all sessions.</summary>
    public void Turn()
    {
        int samples = _model.Layout.InputSamplesPerTurn / ChunksPerTurn;
        for (int session = 0; session < _states.Length; session++)
        {
            for (int i = 0; i < ChunksPerTurn; i++)
            {
                var chunk = AudioChunk.Rent(samples);
                Fill(chunk.Samples, _position + (i * samples) + (session * 7_919));
                _states[session].Channels.Audio.Writer.TryWrite(chunk);
            }

            _sessions[session].Begin();
        }

        _position += ChunksPerTurn * samples;
        _model.Step(_turns);
        var timing = new TurnTiming(TimeSpan.FromMilliseconds(1), TimeSpan.Zero, Late: false);
        for (int session = 0; session < _states.Length; session++)
        {
            _sessions[session].End(timing);
            Metrics.TurnCompleted(timing);
            while (_states[session].Channels.Events.Reader.TryRead(out SessionEvent? sessionEvent))
            {
                (sessionEvent as AudioDelta)?.Chunk.Dispose();
            }
        }
    }

    public void Dispose()
    {
        for (int session = 0; session < _states.Length; session++)
        {
            _sessions[session].Dispose();
            _states[session].Model.Dispose();
        }
    }

    private void Fill(Span<float> samples, int start)
    {
        start %= _sound.Length;
        int first = Math.Min(samples.Length, _sound.Length - start);
        _sound.AsSpan(start, first).CopyTo(samples);
        _sound.AsSpan(0, samples.Length - first).CopyTo(samples[first..]);
    }
}
