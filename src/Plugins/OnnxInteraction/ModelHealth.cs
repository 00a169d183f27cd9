using InteractionCore.Model;
using InteractionCore.Plugins;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML.OnnxRuntime;
using OnnxInteraction.Package;
using OnnxInteraction.Runtime;
using OnnxInteraction.Vision;

namespace OnnxInteraction;

/// <summary>Says how runtime, model and voice are; the model is judged by its own self-test.</summary>
internal sealed class ModelHealth(Settings settings, IServiceProvider provider) : IHealthReporter
{
    /// <summary>fp32 graphs differ between runtimes by rounding only; quantised ones by a little more.</summary>
    internal static float Tolerance(ModelCard card) => card.Precision == "fp32" ? 1e-3f : 1f;

    /// <summary>Share of levels that rounding may move to a neighbour.</summary>
    private const double MostOtherLevels = 0.005;

    // A package's result does not change while the host runs; /readyz may be asked often.
    private HealthReport? _selfTest;

    public ValueTask<IReadOnlyList<HealthReport>> ReportAsync(CancellationToken cancellationToken)
    {
        var reports = new List<HealthReport>();
        try
        {
            reports.Add(new HealthReport("ONNX Runtime", Health.Ok, OrtEnv.Instance().GetVersionString()));
            ModelPackage package = provider.GetRequiredService<ModelPackage>();
            ModelDescription description = provider.GetRequiredService<IInteractionModel>().Description;
            reports.Add(new HealthReport("Model", Health.Ok, $"{description.Name} at {package.Folder}"));
            reports.Add(new HealthReport("Device", Health.Ok, description.Device));
            reports.Add(_selfTest ??= Test(package));
            reports.Add(new HealthReport("Voice", description.Speaks ? Health.Ok : Health.Limited, description.Voice));
        }
        catch (Exception exception) when (exception is ModelPackageException or DllNotFoundException or TypeInitializationException)
        {
            reports.Add(new HealthReport("Model", Health.Broken, exception.InnerException?.Message ?? exception.Message));
        }

        return ValueTask.FromResult<IReadOnlyList<HealthReport>>(reports);
    }

    private HealthReport Test(ModelPackage package)
    {
        if (package.ReadSelfTest() is not { } test)
        {
            return new HealthReport("Self-test", Health.Limited, "the package brings none");
        }

        using InferenceSession session = OnnxSessionFactory.Open(package.GraphPath, settings.Device, settings.Threads, out string device);
        using var graph = new StepGraph(session, package.Card, device);
        double otherLevels = SelfTester.CompareEars(package.Card, test);
        (float difference, int otherTokens) = SelfTester.CompareNetwork(graph, package.Card, test);
        using SightGraph? sight = OnnxInteractionPlugin.OpenSight(package);
        float eyes = SelfTester.CompareEyes(sight, test);
        return eyes > Tolerance(package.Card)
            ? new HealthReport("Self-test", Health.Broken, $"what the eyes make of a test picture differs from the trainer's by {eyes:0.###}: '{package.Card.Sight?.Graph}' is damaged. Export the package again.")
            : otherLevels > MostOtherLevels
            ? new HealthReport("Self-test", Health.Broken, $"{otherLevels:P1} of a test sound's levels differ from the trainer's: the card's 'audio' does not fit this host. Export the package again.")
            : difference <= Tolerance(package.Card)
            ? new HealthReport("Self-test", Health.Ok, $"logits equal the trainer's within {difference:0.0e+0} over {test.Positions} positions, {otherTokens} tokens differ")
            : new HealthReport("Self-test", Health.Broken, $"logits differ from the trainer's by {difference:0.###}: the graph is damaged or this device computes it wrongly. Set 'device' to 'cpu', or export the package again.");
    }
}
