using InteractionCore.Model;
using OnnxInteraction;
using OnnxInteraction.Package;

namespace AgentHost.Bench;

/// <summary>
/// The model's step, front end and sampling included, after 0, 500 and 1,000 positions of a session. The cache is bounded by the
/// model's window, so the last two differ by what the window holds, not by the session's age.
/// </summary>
internal static class StepBench
{
    private const int Runs = 25;

    public static void Run(Report report, OnnxModel model, ModelCard card, BenchOptions options)
    {
        report.Section("One micro-turn of the model, one thread");
        report.Table("positions so far", "µs", [Measure(model, card, 0, options), Measure(model, card, 500, options), Measure(model, card, 1_000, options)]);
    }

    private static Measurement Measure(OnnxModel model, ModelCard card, int positions, BenchOptions options)
    {
        List<double> microseconds = [];
        double bytes = 0;
        for (int round = 0; round < options.Choose(8, 3, 1); round++)
        {
            ModelTurn[] turns = [new ModelTurn(model.Layout, model.CreateSession(new ModelSessionOptions()))];
            void Turn()
            {
                turns[0].Clear();
                model.Step(turns);
            }

            var measured = Measurement.Take("", warmUp: positions / card.Audio.PositionsPerTurn, Runs, Turn);
            microseconds.AddRange(measured.Microseconds);
            bytes = measured.BytesPerRun;
            turns[0].Session.Dispose();
        }

        return new Measurement($"{positions}", [.. microseconds], bytes);
    }
}
