using InteractionCore.Model;
using OnnxInteraction.Package;
using OnnxInteraction.Perception;
using OnnxInteraction.Runtime;
using OnnxInteraction.Text;
using OnnxInteraction.Vision;
using OnnxInteraction.Voice;

namespace OnnxInteraction;

/// <summary>An interaction model package on ONNX Runtime.</summary>
internal sealed class OnnxModel : IInteractionModel
{
    private readonly ModelPackage _package;
    private readonly StepGraph _graph;
    private readonly SightGraph? _sight;
    private readonly IVoice _voice;
    private readonly Vocabulary _vocabulary;
    private readonly MelFilters _filters;

    /// <param name="sight">Its eyes, or null when it does not see. Owned, as is the graph.</param>
    public OnnxModel(ModelPackage package, StepGraph graph, SightGraph? sight, string device, IVoice voice)
    {
        (_package, _graph, _sight, _voice) = (package, graph, sight, voice);
        ModelCard card = package.Card;
        _vocabulary = new Vocabulary(card);
        _filters = new MelFilters(card.Audio);
        Layout = LayoutOf(card);
        Description = new ModelDescription($"{card.Name} {card.Version} ({card.Parameters / 1e6:0.0} M parameters, {card.Precision})", device, voice.Description, voice.Speaks) { Voices = voice.Names };
    }

    public ModelLayout Layout { get; }

    public ModelDescription Description { get; }

    public static ModelLayout LayoutOf(ModelCard card) => new()
    {
        InputSampleRate = card.Audio.SampleRate,
        InputSamplesPerTurn = card.Audio.SamplesPerTurn,
        OutputSampleRate = Voice.Lark.Vocoder.SampleRate,
        MaxTokensPerTurn = card.Audio.PositionsPerTurn * card.Lanes.Count,
        MaxContextTokensPerTurn = card.Audio.PositionsPerTurn,
        TakesVideo = card.Sight is not null,
        TakesOneAnswerAtATime = true,
        Window = TimeSpan.FromMilliseconds(card.Shape.Window * card.Audio.PositionMilliseconds),
    };

    public IModelSession CreateSession(ModelSessionOptions options) => new OnnxModelSession(
        _package.Card, _vocabulary, new MelFrontEnd(_package.Card.Audio, _filters), _graph, new Sampler(options.Temperature, options.Seed), _voice.Open(options.Voice),
        _sight is null ? null : new Eyes(_sight));

    /// <summary>
    /// Steps the sessions together, one run of the graph a position. Each is a row of its own: what one writes does not depend on
    /// the others, to the last bit.
    /// </summary>
    public void Step(ReadOnlySpan<ModelTurn> turns)
    {
        foreach (ModelTurn turn in turns)
        {
            SessionOf(turn).Listen(turn);
        }

        lock (_graph.Lock)
        {
            Seat(turns);
            for (int position = 0; position < _package.Card.Audio.PositionsPerTurn; position++)
            {
                foreach (ModelTurn turn in turns)
                {
                    SessionOf(turn).Feed(turn, position);
                }

                _graph.Run();
                foreach (ModelTurn turn in turns)
                {
                    SessionOf(turn).Read(turn, position);
                }
            }
        }

        foreach (ModelTurn turn in turns)
        {
            SessionOf(turn).Speak(turn);
        }
    }

    private static OnnxModelSession SessionOf(ModelTurn turn) => (OnnxModelSession)turn.Session;

    private static void Seat(ReadOnlySpan<ModelTurn> turns)
    {
        StepBank? companions = null;
        foreach (ModelTurn turn in turns)
        {
            companions = SessionOf(turn).Bank is { HasRoom: true } bank ? bank : companions;
        }

        foreach (ModelTurn turn in turns)
        {
            OnnxModelSession session = SessionOf(turn);
            if (session.Bank is null)
            {
                session.Enter(companions);
                companions = session.Bank;
            }
        }
    }

    public void Dispose()
    {
        _graph.Dispose();
        _sight?.Dispose();
    }
}
