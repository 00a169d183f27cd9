using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace OnnxInteraction.Runtime;

/// <summary>
/// Native memory of a number of equal rows. It does not move, so tensors over its first rows, one row or many, can stay bound for
/// as long as it lives.
/// </summary>
/// <remarks>
/// It begins where a line of the processor's cache begins. The operating system commits a row's pages when they are first written.
/// </remarks>
internal sealed unsafe class NativeBuffer<T> : IDisposable
    where T : unmanaged
{
    private const int Line = 64;

    private readonly int _rowLength;
    private readonly void* _memory;
    private readonly T* _address;

    public NativeBuffer(int rows, int rowLength)
    {
        _rowLength = rowLength;
        _memory = NativeMemory.AllocZeroed(((nuint)rows * (nuint)rowLength * (nuint)sizeof(T)) + Line);
        _address = (T*)(((nint)_memory + Line - 1) / Line * Line);
    }

    public Span<T> Row(int row) => new(_address + ((nint)row * _rowLength), _rowLength);

    /// <summary>Elements wherever they lie, across rows.</summary>
    public Span<T> Slice(long start, long length) => new(_address + start, (int)length);

    /// <summary>A tensor over the first rows.</summary>
    /// <param name="shape">Its dimensions; the first is the number of rows.</param>
    public OrtValue View(TensorElementType type, params long[] shape) => OrtValue.CreateTensorValueWithData(
        OrtMemoryInfo.DefaultInstance, type, shape, (nint)_address, shape[0] * _rowLength * sizeof(T));

    public void Dispose() => NativeMemory.Free(_memory);
}
