using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace OnnxInteraction.Runtime;

/// <summary>One layer's keys or values, where the graph runs: single precision, one row after another. It does not move.</summary>
internal abstract class CacheMemory : IDisposable
{
    /// <param name="cuda">In the GPU's memory instead of the host's.</param>
    public static CacheMemory Create(int rows, int rowLength, bool cuda) => cuda ? new CudaCacheMemory((long)rows * rowLength) : new HostCacheMemory(rows, rowLength);

    /// <summary>A tensor over the first rows.</summary>
    public abstract OrtValue View(params long[] shape);

    /// <summary>Copies numbers within the memory. The ranges may overlap when it copies towards the beginning.</summary>
    /// <param name="from">The first number's place, counted from the beginning of the memory.</param>
    public abstract void Copy(long from, long to, long count);

    public abstract void Dispose();
}

/// <summary>In the host's memory.</summary>
internal sealed class HostCacheMemory(int rows, int rowLength) : CacheMemory
{
    private readonly NativeBuffer<float> _buffer = new(rows, rowLength);

    public override OrtValue View(params long[] shape) => _buffer.View(TensorElementType.Float, shape);

    public override void Copy(long from, long to, long count) => _buffer.Slice(from, count).CopyTo(_buffer.Slice(to, count));

    public override void Dispose() => _buffer.Dispose();
}
