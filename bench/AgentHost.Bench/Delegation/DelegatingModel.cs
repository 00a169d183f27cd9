using System.Buffers;
using InteractionCore.Injections;
using InteractionCore.Model;

namespace AgentHost.Bench.Delegation;

/// <summary>
/// A model that costs nothing: it hands over a task when it is told to, and speaks in the very step in which a result begins to enter it.
/// What passes around it is the host's own share.
/// </summary>
internal sealed class DelegatingModel(TimeProvider time) : IInteractionModel, IModelSession
{
    private const int Begin = -1;
    private const int End = -2;

    private volatile string[] _words = [];
    private volatile bool _asks;
    private volatile bool _waits;

    public ModelLayout Layout { get; } = new()
    {
        InputSampleRate = 16_000,
        InputSamplesPerTurn = 3_200,
        OutputSampleRate = 24_000,
        MaxTokensPerTurn = 16,
        MaxContextTokensPerTurn = 4,
    };

    public ModelDescription Description { get; } = new("delegating", "none", "none", Speaks: true);

    /// <summary>When the task's last token was written.</summary>
    public long Asked { get; private set; }

    /// <summary>When the first token of the result came.</summary>
    public long Injected { get; private set; }

    /// <summary>Hands over a task in the next step.</summary>
    public void Ask(string task)
    {
        _words = task.Split(' ');
        _asks = true;
    }

    public IModelSession CreateSession(ModelSessionOptions options) => this;

    public void Step(ReadOnlySpan<ModelTurn> turns)
    {
        foreach (ModelTurn turn in turns)
        {
            if (_waits && turn.ContextCount > 0)
            {
                _waits = false;
                Injected = time.GetTimestamp();
                turn.Write(new LaneToken(Lane.Say, turn.Context[0], OffsetMs: 0));
                turn.AudioSamples = turn.AudioOut.Length;
            }

            if (_asks)
            {
                (_asks, _waits) = (false, true);
                turn.Write(new LaneToken(Lane.Delegate, Begin, OffsetMs: 0, SpanMark.Begin));
                for (int word = 0; word < _words.Length; word++)
                {
                    turn.Write(new LaneToken(Lane.Delegate, word, OffsetMs: 0));
                }

                turn.Write(new LaneToken(Lane.Delegate, End, OffsetMs: 0, SpanMark.End));
                Asked = time.GetTimestamp();
            }
        }
    }

    /// <summary>One token a word.</summary>
    public IReadOnlyList<int> Encode(Injection injection) => [.. Enumerable.Range(0, injection.Text!.Split(' ').Length)];

    public void Decode(LaneToken token, IBufferWriter<char> text)
    {
        text.Write(" ");
        text.Write(token.Id >= 0 && token.Id < _words.Length ? _words[token.Id] : "word");
    }

    public void Dispose()
    {
    }
}
