using System.Buffers;
using InteractionCore.Injections;
using InteractionCore.Model;
using OnnxInteraction.Package;
using OnnxInteraction.Perception;
using OnnxInteraction.Runtime;
using OnnxInteraction.Text;
using OnnxInteraction.Vision;
using OnnxInteraction.Voice;

namespace OnnxInteraction;

/// <summary>
/// One conversation with the network. A micro-turn is four positions of 50 ms: each takes five dMel frames, one injected token
/// the tokens the lanes wrote one position earlier and the turn's picture, and writes one token on each lane.
/// </summary>
internal sealed class OnnxModelSession : IModelSession
{
    private readonly ModelCard _card;
    private readonly Vocabulary _vocabulary;
    private readonly SoundCleaner _cleaner = new();
    private readonly MelFrontEnd _ears;
    private readonly StepGraph _graph;
    private readonly Sampler _sampler;
    private readonly IVoiceStream _voice;
    private readonly WordCodec _codec;
    private readonly Lane[] _lanes;
    private readonly TokenInputs _tokens;
    private readonly byte[] _levels;
    private readonly Eyes? _eyes;
    private readonly RecentPictures? _pictures;
    private StepSlot? _slot;
    private bool _inTimer;
    private bool _disposed;

    public OnnxModelSession(ModelCard card, Vocabulary vocabulary, MelFrontEnd ears, StepGraph graph, Sampler sampler, IVoiceStream voice, Eyes? eyes = null)
    {
        (_card, _vocabulary, _ears, _graph, _sampler, _voice, _eyes) = (card, vocabulary, ears, graph, sampler, voice, eyes);
        _pictures = card.Sight is { } sight ? new RecentPictures(sight) : null;
        _codec = new WordCodec(vocabulary);
        _lanes = [.. card.Lanes.Select(lane => Enum.Parse<Lane>(lane, ignoreCase: true))];
        _tokens = new TokenInputs(card);
        _levels = new byte[card.Audio.PositionsPerTurn * card.Audio.LevelsPerPosition];
    }

    public IReadOnlyList<int> Encode(Injection injection) => _codec.Encode(injection);

    public void Decode(LaneToken token, IBufferWriter<char> text) => _codec.Decode(token.Id, text);

    public void Show(VideoFrame frame) => _eyes?.Look(frame);

    /// <summary>The bank of its slot, once it has one.</summary>
    public StepBank? Bank => _slot?.Bank;

    public CacheUse Cache => _slot is { } slot ? new CacheUse(slot.CacheLength, _card.Shape.Window, slot.CacheLength * _card.Shape.CacheBytesPerPosition) : default;

    /// <summary>Takes a slot, beside those it steps with. Under the graph's lock.</summary>
    public void Enter(StepBank? companions) => _slot = _disposed ? throw new ObjectDisposedException(nameof(OnnxModelSession)) : _graph.Enter(companions);

    /// <summary>Hears the turn's sound.</summary>
    public void Listen(ModelTurn turn)
    {
        _cleaner.Process(turn.AudioIn);
        _ears.Process(turn.AudioIn, _levels);
    }

    /// <summary>Lays out the input of one of the turn's positions. Under the graph's lock, as is <see cref="Read"/>.</summary>
    public void Feed(ModelTurn turn, int position)
    {
        if (turn.Failure is null)
        {
            _levels.AsSpan(position * _card.Audio.LevelsPerPosition, _card.Audio.LevelsPerPosition).CopyTo(_slot!.Levels);
            See(_slot.Sight, position);
            _tokens.Fill(_slot.Tokens, _slot.Ages, position < turn.ContextCount ? turn.Context[position] : 0);
            _slot.Due = true;
        }
    }

    /// <summary>Takes what the lanes wrote at the position.</summary>
    public void Read(ModelTurn turn, int position)
    {
        if (turn.Failure is null && !Write(turn, position, _slot!.Logits))
        {
            turn.Failure = "The network's output is not a number: the model package is damaged or unfit for this device.";
        }
    }

    /// <summary>Takes the sound that plays in the next turn.</summary>
    public void Speak(ModelTurn turn) => turn.AudioSamples = turn.Failure is null ? _voice.Read(turn.AudioOut) : 0;

    public void Dispose()
    {
        _eyes?.Dispose();
        lock (_graph.Lock)
        {
            _disposed = true;
            _slot?.Bank.Leave(_slot);
            _slot = null;
        }
    }

    /// <summary>A turn's picture is taken once and read at all of its positions.</summary>
    private void See(Span<float> sight, int position)
    {
        if (_eyes is null || _pictures is null)
        {
            sight.Clear();
            return;
        }

        if (position == 0)
        {
            _eyes.Take(_pictures.Next());
            _pictures.Arrange();
        }

        _pictures.Input.CopyTo(sight);
    }

    private bool Write(ModelTurn turn, int position, ReadOnlySpan<float> logits)
    {
        int offset = (position + 1) * _card.Audio.PositionMilliseconds;
        for (int lane = 0; lane < _lanes.Length; lane++)
        {
            int token = _sampler.Pick(logits.Slice(lane * _card.Vocabulary.Count, _card.Vocabulary.Count));
            if (token < 0)
            {
                return false;
            }

            _tokens.Write(lane, token);
            if (token > 0)
            {
                Write(turn, _lanes[lane], token, offset);
            }
        }

        return true;
    }

    private void Write(ModelTurn turn, Lane lane, int token, int offset)
    {
        switch (lane)
        {
            case Lane.Heard:
                turn.Write(new LaneToken(lane, token, offset - (_card.HeardDelayPositions * _card.Audio.PositionMilliseconds)));
                break;
            case Lane.Say:
                // What is written in one turn plays in the next, from its start on: the word's moment is that of its sound.
                turn.Write(new LaneToken(lane, token, _voice.Say(_codec.TextOf(token)) ?? offset));
                break;
            case Lane.Act when token == _vocabulary.Yield:
                _voice.Clear();
                turn.Yielded = true;
                turn.Write(new LaneToken(lane, token, offset, Act: Act.Yield));
                break;
            case Lane.Act when token == _vocabulary.Backchannel:
                turn.Write(new LaneToken(lane, token, offset, Act: Act.Backchannel));
                break;
            case Lane.Act:
                WriteCard(turn, token, offset);
                break;
            case Lane.Delegate:
                turn.Write(new LaneToken(lane, token, offset, MarkOf(token)));
                break;
        }
    }

    /// <summary>The act lane also carries the cards: a mark, and behind a timer's its seconds up to the end of the span.</summary>
    private void WriteCard(ModelTurn turn, int token, int offset)
    {
        CardMark mark = _vocabulary.CardMarkOf(token);
        if (mark is not CardMark.Inside || _inTimer)
        {
            _inTimer = mark is CardMark.Timer || (_inTimer && mark is CardMark.Inside && token != _vocabulary.End);
            turn.Write(new LaneToken(Lane.Ui, token, offset, Card: mark));
        }
    }

    private SpanMark MarkOf(int token) =>
        token == _vocabulary.Ask ? SpanMark.Begin
        : token == _vocabulary.End ? SpanMark.End
        : token == _vocabulary.Cancel ? SpanMark.Cancel
        : SpanMark.Inside;
}
