using System.Runtime.CompilerServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OnnxInteraction.Package;

namespace OnnxInteraction.Runtime;

/// <summary>
/// One session's keys and values, one row per position, bound to the graph as past and present at once, so that a step writes
/// its row in place. Holds at most the window the network was trained on; when that is full, the oldest quarter leaves.
/// </summary>
/// <remarks>
/// Rows keep the rotary angle of the position they were written at, so distances stay right when rows move.
/// </remarks>
internal sealed unsafe class AttentionCache : IDisposable
{
    private readonly int _window;
    private readonly int _rowSize;
    private readonly OrtValue[] _values;
    private readonly nint[] _addresses;

    public AttentionCache(ShapeCard shape, OrtIoBinding binding, Action<OrtIoBinding> bindShared)
    {
        if (shape.KeyValueHeads != 1)
        {
            throw new ModelPackageException($"The model has {shape.KeyValueHeads} key/value heads; this host's cache keeps 1 ('shape.keyValueHeads').");
        }

        (_window, _rowSize, Binding) = (shape.Window, shape.HeadSize, binding);
        _values = new OrtValue[2 * shape.Layers];
        _addresses = new nint[_values.Length];
        bindShared(binding);
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            Add(2 * layer, $"key.{layer}", shape);
            Add((2 * layer) + 1, $"value.{layer}", shape);
        }
    }

    public OrtIoBinding Binding { get; }

    /// <summary>Rows in use.</summary>
    public int Length { get; private set; }

    /// <summary>Makes room for one more row; returns the rows in use.</summary>
    public int MakeRoom()
    {
        if (Length == _window)
        {
            int leaving = _window / 4;
            Length -= leaving;
            foreach (nint address in _addresses)
            {
                var rows = new Span<float>((void*)address, _window * _rowSize);
                rows.Slice(leaving * _rowSize, Length * _rowSize).CopyTo(rows);
            }
        }

        return Length;
    }

    /// <summary>The run has written its row.</summary>
    public void Extend() => Length++;

    public void Dispose()
    {
        Binding.Dispose();
        foreach (OrtValue value in _values)
        {
            value.Dispose();
        }
    }

    private void Add(int index, string name, ShapeCard shape)
    {
        OrtValue value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Float, [1, 1, shape.Window, shape.HeadSize]);
        Span<float> rows = value.GetTensorMutableDataAsSpan<float>();
        rows.Clear();
        _values[index] = value;
        _addresses[index] = (nint)Unsafe.AsPointer(ref rows[0]);
        Binding.BindInput($"past_{name}", value);
        Binding.BindOutput($"present_{name}", value);
    }
}
