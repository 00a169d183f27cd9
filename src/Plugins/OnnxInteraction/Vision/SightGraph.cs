using Microsoft.ML.OnnxRuntime;
using OnnxInteraction.Package;

namespace OnnxInteraction.Vision;

/// <summary>The network that turns a picture into a few numbers. Shared by every session's <see cref="Eyes"/>; thread-safe.</summary>
internal sealed class SightGraph : IDisposable
{
    public const string Input = "picture";
    public const string Output = "sight";

    private readonly InferenceSession _session;

    /// <exception cref="ModelPackageException">Card and graph disagree.</exception>
    public SightGraph(InferenceSession session, SightCard card)
    {
        (_session, Card) = (session, card);
        if (!session.InputMetadata.TryGetValue(Input, out NodeMetadata? picture) || !picture.Dimensions.AsSpan().SequenceEqual([1, card.Height, card.Width, 3])
            || !session.OutputMetadata.TryGetValue(Output, out NodeMetadata? sight) || sight.Dimensions[^1] != card.Numbers)
        {
            throw new ModelPackageException(
                $"'{card.Graph}' does not turn '{Input}' of {card.Width} x {card.Height} pixels into '{Output}' of {card.Numbers} numbers, as the card says. Export the package again (training/README.md).");
        }
    }

    public SightCard Card { get; }

    public OrtIoBinding CreateBinding() => _session.CreateIoBinding();

    public void Run(RunOptions options, OrtIoBinding binding) => _session.RunWithBinding(options, binding);

    public void Dispose() => _session.Dispose();
}
