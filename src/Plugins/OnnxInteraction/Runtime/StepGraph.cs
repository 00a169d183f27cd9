using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OnnxInteraction.Package;

namespace OnnxInteraction.Runtime;

/// <summary>
/// The network's graph: one run is one 50 ms position of one session. Input and output memory is allocated once and shared by
/// all sessions; each session brings its attention cache, which the graph extends in place.
/// </summary>
/// <remarks>One thread at a time. A run allocates no managed memory.</remarks>
internal sealed unsafe class StepGraph : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly List<OrtValue> _values = [];
    private readonly OrtValue _levels;
    private readonly OrtValue _tokens;
    private readonly OrtValue _clock;
    private readonly OrtValue _cos;
    private readonly OrtValue _sin;
    private readonly OrtValue _pastLengths;
    private readonly OrtValue _totalLength;
    private readonly OrtValue _logits;
    private readonly ModelCard _card;

    /// <exception cref="ModelPackageException">Card and graph disagree.</exception>
    public StepGraph(InferenceSession session, ModelCard card)
    {
        (_session, _card) = (session, card);
        Check(session, card);
        _levels = Allocate(TensorElementType.UInt8, 1, 1, card.Audio.LevelsPerPosition);
        _tokens = Allocate(TensorElementType.Int64, 1, 1, card.Inputs.Count);
        _clock = Allocate(TensorElementType.Float, 1, 1, 2 * card.ClockPeriods.Count);
        _cos = Allocate(TensorElementType.Float, 1, 1, 1, card.Shape.HeadSize / 2);
        _sin = Allocate(TensorElementType.Float, 1, 1, 1, card.Shape.HeadSize / 2);
        _pastLengths = Allocate(TensorElementType.Int32, 1);
        _totalLength = Allocate(TensorElementType.Int32, 1);
        _logits = Allocate(TensorElementType.Float, 1, card.Lanes.Count, card.Vocabulary.Count);

        // Native memory: it does not move, so the addresses stay good for as long as the values live.
        LevelsAddress = Address<byte>(_levels);
        TokensAddress = Address<long>(_tokens);
        ClockAddress = Address<float>(_clock);
        CosAddress = Address<float>(_cos);
        SinAddress = Address<float>(_sin);
        PastLengthsAddress = Address<int>(_pastLengths);
        TotalLengthAddress = Address<int>(_totalLength);
        LogitsAddress = Address<float>(_logits);
    }

    /// <summary>The position's dMel levels, frame by frame.</summary>
    public Span<byte> Levels => new(LevelsAddress, _card.Audio.LevelsPerPosition);

    /// <summary>The tokens of each input stream.</summary>
    public Span<long> Tokens => new(TokensAddress, _card.Inputs.Count);

    /// <summary>The logits of the last run, lane after lane.</summary>
    public ReadOnlySpan<float> Logits => new(LogitsAddress, _card.Lanes.Count * _card.Vocabulary.Count);

    private byte* LevelsAddress { get; }

    private long* TokensAddress { get; }

    private float* ClockAddress { get; }

    private float* CosAddress { get; }

    private float* SinAddress { get; }

    private int* PastLengthsAddress { get; }

    private int* TotalLengthAddress { get; }

    private float* LogitsAddress { get; }

    public AttentionCache CreateCache() => new(_card.Shape, _session.CreateIoBinding(), Bind);

    /// <summary>Steps the session whose cache this is. <see cref="Levels"/> and <see cref="Tokens"/> are its input.</summary>
    /// <param name="position">The session's position since its start: sets the clock and the rotary angles.</param>
    public void Run(AttentionCache cache, long position)
    {
        SetTime(position);
        int past = cache.MakeRoom();
        *PastLengthsAddress = past;
        *TotalLengthAddress = past + 1;
        _session.RunWithBinding(_run, cache.Binding);
        cache.Extend();
    }

    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
        foreach (OrtValue value in _values)
        {
            value.Dispose();
        }
    }

    // In double: after hours the angles are large, and float would lose them.
    private void SetTime(long position)
    {
        double seconds = position * (double)(_card.Audio.Hop * _card.Audio.FramesPerPosition) / _card.Audio.SampleRate;
        int periods = _card.ClockPeriods.Count, half = _card.Shape.HeadSize / 2;
        for (int i = 0; i < periods; i++)
        {
            (double sin, double cos) = Math.SinCos(2 * Math.PI * seconds / _card.ClockPeriods[i]);
            ClockAddress[i] = (float)sin;
            ClockAddress[periods + i] = (float)cos;
        }

        for (int i = 0; i < half; i++)
        {
            (double sin, double cos) = Math.SinCos(position * Math.Pow(_card.RopeBase, -2.0 * i / _card.Shape.HeadSize));
            SinAddress[i] = (float)sin;
            CosAddress[i] = (float)cos;
        }
    }

    private void Bind(OrtIoBinding binding)
    {
        binding.BindInput("levels", _levels);
        binding.BindInput("tokens", _tokens);
        binding.BindInput("clock", _clock);
        binding.BindInput("cos", _cos);
        binding.BindInput("sin", _sin);
        binding.BindInput("past_lengths", _pastLengths);
        binding.BindInput("total_length", _totalLength);
        binding.BindOutput("logits", _logits);
    }

    private OrtValue Allocate(TensorElementType type, params long[] shape)
    {
        OrtValue value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, type, shape);
        // Native memory comes as it is: a token that was never written must be blank.
        value.GetTensorMutableRawData().Clear();
        _values.Add(value);
        return value;
    }

    private static T* Address<T>(OrtValue value)
        where T : unmanaged
    {
        fixed (T* address = value.GetTensorMutableDataAsSpan<T>())
        {
            return address;
        }
    }

    private static void Check(InferenceSession session, ModelCard card)
    {
        List<string> errors = [];
        Expect(session.InputMetadata, "levels", card.Audio.LevelsPerPosition);
        Expect(session.InputMetadata, "tokens", card.Inputs.Count);
        Expect(session.InputMetadata, "clock", 2 * card.ClockPeriods.Count);
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
            throw new ModelPackageException($"The model's card and graph disagree: {string.Join("; ", errors)}. Export the package again (training/README.md).");
        }

        void Expect(IReadOnlyDictionary<string, NodeMetadata> nodes, string name, int last)
        {
            if (!nodes.TryGetValue(name, out NodeMetadata? node))
            {
                errors.Add($"the graph has no '{name}'");
            }
            else if (node.Dimensions[^1] != last)
            {
                errors.Add($"'{name}' is {node.Dimensions[^1]} wide in the graph and {last} by the card");
            }
        }
    }
}
