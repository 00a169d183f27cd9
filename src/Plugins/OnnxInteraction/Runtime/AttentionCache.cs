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
/// tiles (<see cref="CacheLayout"/>). All lie in one piece of memory, which is large enough for the operating system's large pages.
/// </remarks>
internal sealed class AttentionCache : IDisposable
{
    private readonly ShapeCard _shape;
    private readonly CacheLayout _layout;
    private readonly CacheMemory _memory;
    private readonly int _rows;

    /// <param name="layout">How positions lie in a row.</param>
    /// <param name="cuda">Whether the graph runs on a GPU: then the cache lies there too.</param>
    public AttentionCache(ShapeCard shape, CacheLayout layout, int rows, bool cuda)
    {
        if (shape.KeyValueHeads != 1)
        {
            throw new ModelPackageException($"The model has {shape.KeyValueHeads} key/value heads; this host's cache keeps 1 ('shape.keyValueHeads').");
        }

        (_shape, _layout, _rows) = (shape, layout, rows);
        _memory = CacheMemory.Create(Parts * PartLength, cuda);
    }

    /// <summary>Keys and values of each layer.</summary>
    private int Parts => 2 * _shape.Layers;

    private int RowLength => _layout.Entries * _shape.HeadSize;

    private long PartLength => (long)_rows * RowLength;

    /// <summary>Binds the first rows; the tensors are added to <paramref name="values"/> and live as long as the binding.</summary>
    public void Bind(OrtIoBinding binding, int rows, List<OrtValue> values)
    {
        for (int layer = 0; layer < _shape.Layers; layer++)
        {
            Bind($"key.{layer}", 2 * layer);
            Bind($"value.{layer}", (2 * layer) + 1);
        }

        void Bind(string name, int part)
        {
            OrtValue value = _memory.View(part * PartLength, rows, 1, _layout.Entries, _shape.HeadSize);
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
        for (int part = 0; part < Parts; part++)
        {
            _memory.Copy(PlaceOf(part, row) + _layout.LengthOf(leaving), PlaceOf(part, row), RowLength - _layout.LengthOf(leaving));
        }

        return length - leaving;
    }

    /// <summary>Copies a session's entries to another row.</summary>
    public void Move(int from, int to, int length)
    {
        for (int part = 0; part < Parts; part++)
        {
            _memory.Copy(PlaceOf(part, from), PlaceOf(part, to), _layout.LengthOf(length));
        }
    }

    public void Dispose() => _memory.Dispose();

    private long PlaceOf(int part, int row) => (part * PartLength) + ((long)row * RowLength);
}
