using System.Diagnostics.Metrics;
using InteractionCore.Sessions;
using InteractionCore.Turns;
using Microsoft.Extensions.DependencyInjection;

namespace AgentHost.Bench;

/// <summary>Framing, context, routing and events of one session's turn, with ten chunks of 20 ms coming in.</summary>
internal static class LoopBench
{
    public static IReadOnlyList<Measurement> Run() =>
    [
        Measure("silent", speaks: false),
        Measure("speaking", speaks: true),
    ];

    private static Measurement Measure(string name, bool speaks)
    {
        var model = new NoOpModel { Speaks = speaks };
        var metrics = new InteractionMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
        var state = new SessionState(model, model.Layout, new SessionSettings(), new InteractionOptions(), metrics, TimeProvider.System);
        using var session = new SessionTurns(state);
        return Measurement.Take(name, warmUp: 50_000, runs: 20_000, () =>
        {
            for (int chunk = 0; chunk < 10; chunk++)
            {
                state.Channels.Audio.Writer.TryWrite(AudioChunk.Rent(model.Layout.InputSamplesPerTurn / 10));
            }

            session.Begin();
            model.Step([session.Turn]);
            session.End(TimeSpan.FromMilliseconds(1), late: false);
            metrics.TurnCompleted(TimeSpan.FromMilliseconds(1), late: false);
            while (state.Channels.Events.Reader.TryRead(out SessionEvent? sessionEvent))
            {
                (sessionEvent as AudioDelta)?.Chunk.Dispose();
            }
        });
    }
}
