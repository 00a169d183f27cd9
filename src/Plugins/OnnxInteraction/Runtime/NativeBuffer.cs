using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace OnnxInteraction.Runtime;

/// <summary>
/// Native memory of a number of equal rows. It does not move, so tensors over its first rows, one row or many, can stay bound for
/// as long as it lives.
/// </summary>
/// <remarks>The operating system commits a row's pages when they are first written.</remarks>
internal sealed unsafe class NativeBuffer<T>(int rows, int rowLength) : IDisposable
    where T : unmanaged
{
    private readonly T* _address = (T*)NativeMemory.AllocZeroed((nuint)rows * (nuint)rowLength, (nuint)sizeof(T));

    public Span<T> Row(int row) => new(_address + ((nint)row * rowLength), rowLength);

    /// <summary>Elements wherever they lie, across rows.</summary>
    public Span<T> Slice(long start, long length) => new(_address + start, (int)length);

    /// <summary>A tensor over the first rows.</summary>
    /// <param name="shape">Its dimensions; the first is the number of rows.</param>
    public OrtValue View(TensorElementType type, params long[] shape) => OrtValue.CreateTensorValueWithData(
        OrtMemoryInfo.DefaultInstance, type, shape, (nint)_address, shape[0] * rowLength * sizeof(T));

    public void Dispose() => NativeMemory.Free(_address);
}
