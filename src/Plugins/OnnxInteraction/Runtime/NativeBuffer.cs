using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace OnnxInteraction.Runtime;

/// <summary>
/// Native memory of a number of equal rows. It does not move, so tensors over its first rows, one row or many, can stay bound for
/// as long as it lives.
/// </summary>
/// <remarks>
/// It begins where a line of the processor's cache begins; large memory on a large page (<see cref="LargePages"/>). The operating system
/// commits pages when they are first written.
/// </remarks>
internal sealed unsafe class NativeBuffer<T> : IDisposable
    where T : unmanaged
{
    private const int Line = 64;

    private readonly int _rowLength;
    private readonly void* _memory;
    private readonly T* _address;

    public NativeBuffer(int rows, int rowLength)
        : this((long)rows * rowLength) => _rowLength = rowLength;

    /// <summary>Without rows.</summary>
    public NativeBuffer(long length)
    {
        nint bytes = (nint)length * sizeof(T), start = bytes >= LargePages.Size ? LargePages.Size : Line;
        _memory = NativeMemory.AllocZeroed((nuint)(bytes + start));
        _address = (T*)(((nint)_memory + start - 1) / start * start);
        if (start == LargePages.Size)
        {
            LargePages.Ask(_address, bytes);
        }
    }

    public Span<T> Row(int row) => new(_address + ((nint)row * _rowLength), _rowLength);

    /// <summary>Elements wherever they lie, across rows.</summary>
    public Span<T> Slice(long start, long length) => new(_address + start, (int)length);

    /// <summary>A tensor over the first rows.</summary>
    /// <param name="shape">Its dimensions; the first is the number of rows.</param>
    public OrtValue View(TensorElementType type, params long[] shape) => OrtValue.CreateTensorValueWithData(
        OrtMemoryInfo.DefaultInstance, type, shape, (nint)_address, shape[0] * _rowLength * sizeof(T));

    /// <summary>A tensor over elements wherever they lie, across rows.</summary>
    public OrtValue View(long start, TensorElementType type, params long[] shape) => OrtValue.CreateTensorValueWithData(
        OrtMemoryInfo.DefaultInstance, type, shape, (nint)(_address + start), shape.Aggregate(1L, (product, size) => product * size) * sizeof(T));

    public void Dispose() => NativeMemory.Free(_memory);
}
