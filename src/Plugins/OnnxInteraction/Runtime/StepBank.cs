using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OnnxInteraction.Package;

namespace OnnxInteraction.Runtime;

/// <summary>
/// Sessions that step together: one run of the graph is one 50 ms position of all of them. Their rows lie one after another in
/// memory that was bound once for each number of rows.
/// </summary>
/// <remarks>One thread at a time. A run allocates no managed memory, but for the first with a number of rows.</remarks>
internal sealed class StepBank : IDisposable
{
    /// <summary>A run's time per session falls until about here; a larger bank would only make its turn longer.</summary>
    public const int Capacity = 16;

    /// <summary>
    /// A lone row is multiplied by another kernel, which adds in another order. With a spare row beside it, a session computes the
    /// same to the last bit whether it is alone or among others.
    /// </summary>
    private const int FewestRows = 2;

    private readonly InferenceSession _session;
    private readonly ModelCard _card;
    private readonly StepClock _clock;
    private readonly RunOptions _run = new();
    private readonly List<StepSlot> _slots = new(Capacity);
    private readonly OrtIoBinding?[] _bindings = new OrtIoBinding?[Capacity + 1];
    private readonly List<OrtValue> _values = [];
    private readonly List<(string Name, OrtValue Value)>?[] _rebound = new List<(string, OrtValue)>?[Capacity + 1];
    private readonly bool _cuda;
    private readonly AttentionCache _cache;
    private readonly NativeBuffer<float> _clockInput;
    private readonly NativeBuffer<float> _cos;
    private readonly NativeBuffer<float> _sin;
    private readonly NativeBuffer<int> _pastLengths = new(Capacity, 1);
    private readonly NativeBuffer<int> _totalLength = new(1, 1);

    /// <param name="cuda">Whether the graph runs on a GPU.</param>
    public StepBank(InferenceSession session, ModelCard card, StepClock clock, bool cuda)
    {
        (_session, _card, _clock, _cuda) = (session, card, clock, cuda);
        _cache = new AttentionCache(card.Shape, CacheLayout.Of(session, card.Shape.Window, card.Shape.HeadSize), Capacity, cuda);
        Levels = new NativeBuffer<byte>(Capacity, card.Audio.LevelsPerPosition);
        Tokens = new NativeBuffer<long>(Capacity, card.Inputs.Count);
        Logits = new NativeBuffer<float>(Capacity, card.Lanes.Count * card.Vocabulary.Count);
        Ages = new NativeBuffer<int>(Capacity, card.Ages.Streams.Count);
        Sight = new NativeBuffer<float>(Capacity, SightWidth);
        _clockInput = new NativeBuffer<float>(Capacity, card.ClockWidth);
        _cos = new NativeBuffer<float>(Capacity, card.Shape.HeadSize / 2);
        _sin = new NativeBuffer<float>(Capacity, card.Shape.HeadSize / 2);
    }

    public NativeBuffer<byte> Levels { get; }

    public NativeBuffer<long> Tokens { get; }

    public NativeBuffer<int> Ages { get; }

    public NativeBuffer<float> Sight { get; }

    public NativeBuffer<float> Logits { get; }

    public int Count => _slots.Count;

    public bool HasRoom => _slots.Count < Capacity;

    public StepSlot Enter()
    {
        var slot = new StepSlot(this) { Row = _slots.Count };
        slot.Tokens.Clear();
        slot.Ages.Clear();
        slot.Sight.Clear();
        _slots.Add(slot);
        return slot;
    }

    /// <summary>Frees the slot; the last session moves to its row.</summary>
    public void Leave(StepSlot slot)
    {
        StepSlot last = _slots[^1];
        if (last != slot)
        {
            _cache.Move(last.Row, slot.Row, last.CacheLength);
            last.Row = slot.Row;
            _slots[slot.Row] = last;
        }

        _slots.RemoveAt(_slots.Count - 1);
    }

    /// <summary>
    /// Steps the sessions that are due by one position. The others' rows are computed in vain and leave no trace: what is written
    /// to their caches is overwritten by their own next step.
    /// </summary>
    public void RunDue()
    {
        if (!_slots.Exists(slot => slot.Due))
        {
            return;
        }

        int longest = 0;
        foreach (StepSlot slot in _slots)
        {
            slot.CacheLength = _cache.MakeRoom(slot.Row, slot.CacheLength);
            _pastLengths.Row(slot.Row)[0] = slot.CacheLength;
            longest = Math.Max(longest, slot.CacheLength);
            _clock.Fill(slot.Position, slot.Ages, _clockInput.Row(slot.Row), _cos.Row(slot.Row), _sin.Row(slot.Row));
        }

        _totalLength.Row(0)[0] = longest + 1;
        int rows = Math.Max(FewestRows, _slots.Count);
        for (int spare = _slots.Count; spare < rows; spare++)
        {
            _pastLengths.Row(spare)[0] = 0;
        }

        _session.RunWithBinding(_run, _cuda ? Rebind(rows) : _bindings[rows] ??= Bind(rows));
        foreach (StepSlot slot in _slots)
        {
            if (slot.Due)
            {
                slot.Due = false;
                slot.CacheLength++;
                slot.Position++;
            }
        }
    }

    public void Dispose()
    {
        foreach (OrtIoBinding? binding in _bindings)
        {
            binding?.Dispose();
        }

        foreach (OrtValue value in _values)
        {
            value.Dispose();
        }

        _run.Dispose();
        _cache.Dispose();
        Levels.Dispose();
        Tokens.Dispose();
        Ages.Dispose();
        Sight.Dispose();
        Logits.Dispose();
        _clockInput.Dispose();
        _cos.Dispose();
        _sin.Dispose();
        _pastLengths.Dispose();
        _totalLength.Dispose();
    }

    private int SightWidth => _card.Sight?.InputWidth ?? 0;

    private OrtIoBinding Bind(int rows)
    {
        OrtIoBinding binding = _session.CreateIoBinding();
        List<(string, OrtValue)> inputs = _rebound[rows] = [];
        Input("levels", Levels.View(TensorElementType.UInt8, rows, 1, _card.Audio.LevelsPerPosition));
        Input("tokens", Tokens.View(TensorElementType.Int64, rows, 1, _card.Inputs.Count));
        Input("clock", _clockInput.View(TensorElementType.Float, rows, 1, _card.ClockWidth));
        if (SightWidth > 0)
        {
            Input("sight", Sight.View(TensorElementType.Float, rows, 1, SightWidth));
        }

        Input("cos", _cos.View(TensorElementType.Float, rows, 1, 1, _card.Shape.HeadSize / 2));
        Input("sin", _sin.View(TensorElementType.Float, rows, 1, 1, _card.Shape.HeadSize / 2));
        Input("past_lengths", _pastLengths.View(TensorElementType.Int32, rows));
        Input("total_length", _totalLength.View(TensorElementType.Int32, 1));
        binding.BindOutput("logits", Keep(Logits.View(TensorElementType.Float, rows, _card.Lanes.Count, _card.Vocabulary.Count)));
        _cache.Bind(binding, rows, _values);
        return binding;

        void Input(string name, OrtValue value)
        {
            inputs.Add((name, Keep(value)));
            binding.BindInput(name, value);
        }
    }

    /// <summary>A GPU's inputs are copied to it when they are bound, so that what they hold now must be bound anew.</summary>
    private OrtIoBinding Rebind(int rows)
    {
        if (_bindings[rows] is not { } binding)
        {
            return _bindings[rows] = Bind(rows);
        }

        foreach ((string name, OrtValue value) in _rebound[rows]!)
        {
            binding.BindInput(name, value);
        }

        return binding;
    }

    private OrtValue Keep(OrtValue value)
    {
        _values.Add(value);
        return value;
    }
}
