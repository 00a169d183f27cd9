using System.Buffers;
using InteractionCore.Injections;
using InteractionCore.Model;

namespace AgentHost.Bench;

/// <summary>A model that costs nothing, with wren's layout: what is measured around it is the host.</summary>
internal sealed class NoOpModel : IInteractionModel, IModelSession
{
    public ModelLayout Layout { get; } = new()
    {
        InputSampleRate = 16_000,
        InputSamplesPerTurn = 3_200,
        OutputSampleRate = 24_000,
        MaxTokensPerTurn = 16,
        MaxContextTokensPerTurn = 4,
    };

    /// <summary>Whether every turn speaks: a word and 200 ms of sound.</summary>
    public bool Speaks { get; init; }

    public ModelDescription Description { get; } = new("no-op", "none", "none", Speaks: false);

    public IModelSession CreateSession(ModelSessionOptions options) => this;

    public void Step(ReadOnlySpan<ModelTurn> turns)
    {
        if (Speaks)
        {
            foreach (ModelTurn turn in turns)
            {
                turn.AudioSamples = turn.AudioOut.Length;
                turn.Write(new LaneToken(Lane.Say, 1, 0));
            }
        }
    }

    public IReadOnlyList<int> Encode(Injection injection) => [];

    public void Decode(LaneToken token, IBufferWriter<char> text) => text.Write(" word");

    public void Dispose()
    {
    }
}
