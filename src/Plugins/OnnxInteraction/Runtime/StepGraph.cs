using Microsoft.ML.OnnxRuntime;
using OnnxInteraction.Package;

namespace OnnxInteraction.Runtime;

/// <summary>
/// The network's graph and the places of the sessions that step on it. Sessions that step together share a bank, so that one run
/// of the graph serves all of them; which they are shows when they first step.
/// </summary>
/// <remarks>Thread-safe: sessions come and go while others step. What uses a slot holds <see cref="Lock"/>.</remarks>
internal sealed class StepGraph : IDisposable
{
    private readonly InferenceSession _session;
    private readonly ModelCard _card;
    private readonly StepClock _clock;
    private readonly bool _cuda;
    private readonly List<StepBank> _banks = [];

    /// <param name="device">Where the session runs, as <see cref="OnnxSessionFactory.Open"/> described it.</param>
    /// <exception cref="ModelPackageException">Card and graph disagree.</exception>
    public StepGraph(InferenceSession session, ModelCard card, string? device = null)
    {
        Check(session, card);
        (_session, _card, _clock, _cuda) = (session, card, new StepClock(card), device == OnnxSessionFactory.Cuda);
    }

    public Lock Lock { get; } = new();

    /// <summary>A place for a session: beside the companions when there is room, else in a bank of its own.</summary>
    /// <param name="companions">A bank of sessions it steps with, if any.</param>
    public StepSlot Enter(StepBank? companions = null)
    {
        StepBank? bank = companions is { HasRoom: true } ? companions : _banks.Find(candidate => candidate.Count == 0);
        if (bank is null)
        {
            bank = new StepBank(_session, _card, _clock, _cuda);
            _banks.Add(bank);
        }

        return bank.Enter();
    }

    /// <summary>Steps every session whose slot is due by one position.</summary>
    public void Run()
    {
        foreach (StepBank bank in _banks)
        {
            bank.RunDue();
        }
    }

    public void Dispose()
    {
        foreach (StepBank bank in _banks)
        {
            bank.Dispose();
        }

        _session.Dispose();
    }

    private static void Check(InferenceSession session, ModelCard card)
    {
        List<string> errors = [];
        Expect(session.InputMetadata, "levels", card.Audio.LevelsPerPosition);
        Expect(session.InputMetadata, "tokens", card.Inputs.Count);
        Expect(session.InputMetadata, "clock", card.ClockWidth);
        if (card.Sight is { } sight)
        {
            Expect(session.InputMetadata, "sight", sight.InputWidth);
        }

        Expect(session.InputMetadata, "cos", card.Shape.HeadSize / 2);
        Expect(session.OutputMetadata, "logits", card.Vocabulary.Count);
        for (int layer = 0; layer < card.Shape.Layers; layer++)
        {
            Expect(session.InputMetadata, $"past_key.{layer}", card.Shape.HeadSize);
        }

        if (session.InputMetadata.ContainsKey($"past_key.{card.Shape.Layers}"))
        {
            errors.Add($"the graph has more layers than the card's {card.Shape.Layers}");
        }

        if (errors.Count > 0)
        {
            throw new ModelPackageException($"The model's card '{ModelPackage.CardName}' and its graph '{card.Graph}' disagree: {string.Join("; ", errors)}. Export the package again (training/README.md).");
        }

        void Expect(IReadOnlyDictionary<string, NodeMetadata> nodes, string name, int last)
        {
            if (!nodes.TryGetValue(name, out NodeMetadata? node))
            {
                errors.Add($"the graph has no '{name}'");
            }
            else if (node.Dimensions is not [.., var width] || width != last)
            {
                errors.Add($"'{name}' is {(node.Dimensions is [.., var found] ? found : 0)} wide in the graph and {last} by the card");
            }
        }
    }
}
