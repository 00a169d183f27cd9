using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace OnnxInteraction.Runtime;

/// <summary>Memory for keys and values where the graph runs, counted in numbers of single precision. It does not move.</summary>
internal abstract class CacheMemory : IDisposable
{
    /// <param name="cuda">In the GPU's memory instead of the host's.</param>
    public static CacheMemory Create(long length, bool cuda) => cuda ? new CudaCacheMemory(length) : new HostCacheMemory(length);

    /// <summary>A tensor of its numbers.</summary>
    /// <param name="from">The tensor's first.</param>
    public abstract OrtValue View(long from, params long[] shape);

    /// <summary>Copies numbers within the memory. The ranges may overlap when it copies towards the beginning.</summary>
    /// <param name="from">The first number's place, counted from the beginning of the memory.</param>
    public abstract void Copy(long from, long to, long count);

    public abstract void Dispose();
}

/// <summary>In the host's memory.</summary>
internal sealed class HostCacheMemory(long length) : CacheMemory
{
    private readonly NativeBuffer<float> _buffer = new(length);

    public override OrtValue View(long from, params long[] shape) => _buffer.View(from, TensorElementType.Float, shape);

    public override void Copy(long from, long to, long count) => _buffer.Slice(from, count).CopyTo(_buffer.Slice(to, count));

    public override void Dispose() => _buffer.Dispose();
}
