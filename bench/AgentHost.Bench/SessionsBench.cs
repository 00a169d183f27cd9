using InteractionCore.Model;
using OnnxInteraction;

namespace AgentHost.Bench;

/// <summary>One micro-turn of many sessions stepped together, each with a full window behind it.</summary>
internal static class SessionsBench
{
    private const int WarmTurns = 130;
    private const int Runs = 40;
    private static readonly int[] Sessions = [1, 2, 4, 8, 16, 32, 64];

    public static IReadOnlyList<Measurement> Run(OnnxModel model) => [.. Sessions.Select(sessions => Measure(model, sessions))];

    private static Measurement Measure(OnnxModel model, int sessions)
    {
        ModelTurn[] turns = [.. Enumerable.Range(0, sessions).Select(_ => new ModelTurn(model.Layout, model.CreateSession(new ModelSessionOptions())))];
        var measured = Measurement.Take("", WarmTurns, Runs, () =>
        {
            foreach (ModelTurn turn in turns)
            {
                turn.Clear();
            }

            model.Step(turns);
        });
        foreach (ModelTurn turn in turns)
        {
            turn.Session.Dispose();
        }

        return new Measurement($"{sessions}, each", [.. measured.Microseconds.Select(microseconds => microseconds / sessions)], measured.BytesPerRun / sessions);
    }
}
