using Microsoft.ML.OnnxRuntime;
using OnnxInteraction.Package;
using OnnxInteraction.Runtime.Attention;

namespace OnnxInteraction.Runtime;

/// <summary>
/// Keys and values of a bank's sessions, one row per session, one entry per position. Bound to the graph as past and present at
/// once, so that a step writes its entry in place. Each row holds at most the window the network was trained on.
/// </summary>
/// <remarks>
/// Entries keep the rotary angle of the position they were written at, so distances stay right when entries move. They move in whole
/// tiles, as the host's own attention kernel keeps them (<see cref="CacheTile"/>); ONNX Runtime's keeps them one by one, for which that is right too.
/// </remarks>
internal sealed class AttentionCache : IDisposable
{
    private readonly ShapeCard _shape;
    private readonly int _capacity;
    private readonly CacheMemory[] _layers;

    /// <param name="cuda">Whether the graph runs on a GPU: then the cache lies there too.</param>
    public AttentionCache(ShapeCard shape, int rows, bool cuda)
    {
        if (shape.KeyValueHeads != 1)
        {
            throw new ModelPackageException($"The model has {shape.KeyValueHeads} key/value heads; this host's cache keeps 1 ('shape.keyValueHeads').");
        }

        _shape = shape;
        _capacity = CacheTile.Whole(shape.Window);
        _layers = [.. Enumerable.Range(0, 2 * shape.Layers).Select(_ => CacheMemory.Create(rows, _capacity * shape.HeadSize, cuda))];
    }

    /// <summary>Binds the first rows; the tensors are added to <paramref name="values"/> and live as long as the binding.</summary>
    public void Bind(OrtIoBinding binding, int rows, List<OrtValue> values)
    {
        for (int layer = 0; layer < _shape.Layers; layer++)
        {
            Bind($"key.{layer}", _layers[2 * layer]);
            Bind($"value.{layer}", _layers[(2 * layer) + 1]);
        }

        void Bind(string name, CacheMemory memory)
        {
            OrtValue value = memory.View(rows, 1, _capacity, _shape.HeadSize);
            values.Add(value);
            binding.BindInput($"past_{name}", value);
            binding.BindOutput($"present_{name}", value);
        }
    }

    /// <summary>Makes room for one more entry: when the window is full, the oldest quarter leaves, in whole tiles. Returns the entries in use.</summary>
    public int MakeRoom(int row, int length)
    {
        if (length < _shape.Window)
        {
            return length;
        }

        int leaving = Math.Min(CacheTile.Whole(_shape.Window / 4), length);
        foreach (CacheMemory layer in _layers)
        {
            layer.Copy(PlaceOf(row) + (leaving * _shape.HeadSize), PlaceOf(row), (_capacity - leaving) * _shape.HeadSize);
        }

        return length - leaving;
    }

    /// <summary>Copies a session's entries to another row.</summary>
    public void Move(int from, int to, int length)
    {
        foreach (CacheMemory layer in _layers)
        {
            layer.Copy(PlaceOf(from), PlaceOf(to), CacheTile.Whole(length) * _shape.HeadSize);
        }
    }

    public void Dispose()
    {
        foreach (CacheMemory layer in _layers)
        {
            layer.Dispose();
        }
    }

    private long PlaceOf(int row) => (long)row * _capacity * _shape.HeadSize;
}
