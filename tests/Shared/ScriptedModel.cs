using System.Buffers;
using System.Globalization;
using InteractionCore.Injections;
using InteractionCore.Model;

namespace AgentHost.Testing;

/// <summary>
/// A model that writes what the test says. Token ids are indices of <see cref="Words"/>; what is injected is kept as text.
/// </summary>
public sealed class ScriptedModel : IInteractionModel
{
    private readonly Lock _lock = new();
    private readonly List<Session> _sessions = [];

    public static ModelLayout SmallLayout { get; } = new()
    {
        InputSampleRate = 1_000,
        InputSamplesPerTurn = 200,
        OutputSampleRate = 1_000,
        MaxTokensPerTurn = 32,
        MaxContextTokensPerTurn = 4,
    };

    public ModelLayout Layout { get; init; } = SmallLayout;

    public ModelDescription Description { get; } = new("scripted", "test", "none", Speaks: false);

    /// <summary>Words by token id; an id beyond them decodes to its number.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>What a step does; the default does nothing.</summary>
    public Action<ModelTurn> OnTurn { get; set; } = _ => { };

    /// <summary>Called with the number of sessions stepped together.</summary>
    public Action<int> OnStep { get; set; } = _ => { };

    /// <summary>Called with each picture a session is shown.</summary>
    public Action<VideoFrame> OnPicture { get; set; } = _ => { };

    public IReadOnlyList<Session> Sessions
    {
        get
        {
            lock (_lock)
            {
                return [.. _sessions];
            }
        }
    }

    public IModelSession CreateSession(ModelSessionOptions options)
    {
        var session = new Session(this);
        lock (_lock)
        {
            _sessions.Add(session);
        }

        return session;
    }

    public void Step(ReadOnlySpan<ModelTurn> turns)
    {
        OnStep(turns.Length);
        foreach (ModelTurn turn in turns)
        {
            OnTurn(turn);
        }
    }

    /// <summary>Writes one token of the word on a lane, at the start of the turn.</summary>
    public void Write(ModelTurn turn, Lane lane, string word, SpanMark mark = SpanMark.Inside, Act act = Act.None) =>
        turn.Write(new LaneToken(lane, Words.ToList().IndexOf(word), OffsetMs: 0, mark, act));

    public void Dispose()
    {
    }

    public sealed class Session(ScriptedModel model) : IModelSession
    {
        private readonly List<string> _injected = [];

        public void Show(VideoFrame frame) => model.OnPicture(frame);

        public bool IsDisposed { get; private set; }

        /// <summary>The texts that were encoded, in order.</summary>
        public IReadOnlyList<string> Injected
        {
            get
            {
                lock (_injected)
                {
                    return [.. _injected];
                }
            }
        }

        /// <summary>One token a word, counting up from 100.</summary>
        public IReadOnlyList<int> Encode(Injection injection)
        {
            lock (_injected)
            {
                _injected.Add(injection.Text!);
            }

            return [.. injection.Text!.Split(' ').Select((_, index) => 100 + index)];
        }

        public void Decode(LaneToken token, IBufferWriter<char> text)
        {
            text.Write(" ");
            text.Write(token.Id >= 0 && token.Id < model.Words.Count ? model.Words[token.Id] : token.Id.ToString(CultureInfo.InvariantCulture));
        }

        public void Dispose() => IsDisposed = true;
    }
}
