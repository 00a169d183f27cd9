using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OnnxInteraction.Runtime;

namespace AgentHost.Bench.Decoders;

/// <summary>
/// The decoder stepped as <see cref="StepBank"/> steps the shipped model: native memory bound once for each length of chunk, the cache
/// bound as past and present at once.
/// </summary>
internal sealed class StepDecoder : IDecoder
{
    private readonly InferenceSession _session;
    private readonly DecoderShape _shape;
    private readonly RunOptions _run = new();
    private readonly Dictionary<(int Length, bool Odd), (OrtIoBinding Binding, NativeBuffer<long> Ids)> _plans = [];
    private readonly List<IDisposable> _owned = [];
    private readonly CacheMemory[] _caches;
    private readonly CacheLayout _layout;
    private readonly NativeBuffer<float> _logits;
    private readonly NativeBuffer<int> _last;
    private readonly NativeBuffer<int> _total = new(1, 1);
    private readonly int _rows;
    private readonly bool _rebuild;
    private bool _odd;
    private int _length;
    private int _context;

    /// <param name="rows">Sessions stepped together; more than one only by single positions.</param>
    /// <param name="inPlace">Whether the cache a step reads is the one it writes; else each step copies it.</param>
    /// <param name="rebuild">Whether every turn begins by computing the whole context again, as a server without sessions does.</param>
    /// <param name="profile">The beginning of the path of ONNX Runtime's profile, if one is to be written.</param>
    public StepDecoder(string name, string graph, DecoderShape shape, int rows = 1, bool inPlace = true, bool rebuild = false, string? profile = null)
    {
        (Name, _shape, _rows, _rebuild) = (name, shape, rows, rebuild);
        _session = OnnxSessionFactory.Open(graph, Device.Cpu, threads: 1, out _, profile);
        _layout = CacheLayout.Of(_session, shape.Capacity, shape.HeadSize);
        _caches = [.. Enumerable.Range(0, inPlace ? 1 : 2).Select(_ => CacheMemory.Create(2 * shape.Layers * PartLength, cuda: false))];
        _logits = new NativeBuffer<float>(rows, shape.Vocabulary);
        _last = new NativeBuffer<int>(rows, 1);
        _owned.AddRange([.. _caches, _logits, _last, _total]);
    }

    public string Name { get; }

    /// <summary>What a layer's keys or values take.</summary>
    private long PartLength => (long)_rows * _shape.CacheWidth * _layout.Entries;

    /// <summary>Of the first row.</summary>
    public ReadOnlySpan<float> Logits => _logits.Row(0);

    public void Fill(int positions)
    {
        _length = 0;
        _context = positions;
        if (positions > 0 && !_rebuild)
        {
            Run(Tokens.Context(positions, _shape));
        }
    }

    public void Turn(ReadOnlySpan<int> chunk, Span<int> written)
    {
        if (_rebuild && _context > 0)
        {
            Run(Tokens.Context(_context, _shape));
        }

        Run(chunk);
        written[0] = Tokens.Best(Logits);
        for (int i = 1; i < written.Length; i++)
        {
            Run(written.Slice(i - 1, 1));
            written[i] = Tokens.Best(Logits);
        }
    }

    public void Rewind() => _length = _rebuild ? 0 : _context;

    /// <summary>Steps all rows by the same tokens.</summary>
    public void Run(ReadOnlySpan<int> tokens)
    {
        for (int row = 0; row < _rows; row++)
        {
            Span<long> to = Plan(tokens.Length).Ids.Row(row);
            for (int i = 0; i < tokens.Length; i++)
            {
                to[i] = tokens[i];
            }
        }

        Run(tokens.Length);
    }

    /// <summary>Steps each row by a token of its own.</summary>
    public void RunRows(ReadOnlySpan<int> tokens)
    {
        for (int row = 0; row < _rows; row++)
        {
            Plan(1).Ids.Row(row)[0] = tokens[row];
        }

        Run(1);
    }

    public void Dispose()
    {
        foreach ((OrtIoBinding binding, NativeBuffer<long> ids) in _plans.Values)
        {
            binding.Dispose();
            ids.Dispose();
        }

        _owned.ForEach(owned => owned.Dispose());
        _run.Dispose();
        _session.Dispose();
    }

    private void Run(int length)
    {
        for (int row = 0; row < _rows; row++)
        {
            _last.Row(row)[0] = _length + length - 1;
        }

        _total.Row(0)[0] = _length + length;
        _session.RunWithBinding(_run, Plan(length).Binding);
        _length += length;
        _odd = !_odd && _caches.Length > 1;
    }

    private (OrtIoBinding Binding, NativeBuffer<long> Ids) Plan(int length)
    {
        if (_plans.TryGetValue((length, _odd), out (OrtIoBinding, NativeBuffer<long>) known))
        {
            return known;
        }

        OrtIoBinding binding = _session.CreateIoBinding();
        var ids = new NativeBuffer<long>(_rows, length);
        binding.BindInput("input_ids", Keep(ids.View(TensorElementType.Int64, _rows, length)));
        binding.BindInput("past_lengths", Keep(_last.View(TensorElementType.Int32, _rows)));
        binding.BindInput("total_length", Keep(_total.View(TensorElementType.Int32, 1)));
        binding.BindOutput("logits", Keep(_logits.View(TensorElementType.Float, _rows, 1, _shape.Vocabulary)));
        CacheMemory past = _caches[_odd ? 1 : 0], present = _caches[_odd || _caches.Length == 1 ? 0 : 1];
        for (int i = 0; i < 2 * _shape.Layers; i++)
        {
            string name = $"{i / 2}.{(i % 2 == 0 ? "key" : "value")}";
            binding.BindInput($"past_key_values.{name}", Keep(View(past, i)));
            binding.BindOutput($"present.{name}", Keep(View(present, i)));
        }

        return _plans[(length, _odd)] = (binding, ids);

        OrtValue View(CacheMemory cache, int part) => cache.View(part * PartLength, _rows, _shape.KeyValueHeads, _layout.Entries, _shape.HeadSize);
    }

    private OrtValue Keep(OrtValue value)
    {
        _owned.Add(value);
        return value;
    }
}
