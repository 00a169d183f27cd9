using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace OnnxInteraction.Runtime;

/// <summary>In the GPU's memory, so that a step on it copies no cache between host and GPU.</summary>
/// <remarks>Built against the CUDA runtime that ONNX Runtime's CUDA provider loads. It has not run on a GPU yet.</remarks>
internal sealed partial class CudaCacheMemory : CacheMemory
{
    private const string Library = "libcudart.so.13";
    private const int DeviceToDevice = 3;

    private readonly OrtMemoryInfo _device = new("Cuda", OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default);
    private readonly nint _address;

    /// <exception cref="InvalidOperationException">The GPU has not that much memory left.</exception>
    public CudaCacheMemory(long count)
    {
        Check(Allocate(out _address, (nuint)(count * sizeof(float))), $"{count * sizeof(float):N0} bytes cannot be had");
        Check(Fill(_address, 0, (nuint)(count * sizeof(float))), "the memory cannot be cleared");
    }

    public override OrtValue View(long from, params long[] shape) =>
        OrtValue.CreateTensorValueWithData(_device, TensorElementType.Float, shape, At(from), shape.Aggregate(1L, (product, size) => product * size) * sizeof(float));

    public override void Copy(long from, long to, long count)
    {
        // A single copy must not overlap itself: in pieces no longer than the distance it does not.
        long most = Math.Min(count, Math.Abs(from - to));
        for (long done = 0; done < count && most > 0; done += most)
        {
            nuint bytes = (nuint)(Math.Min(most, count - done) * sizeof(float));
            Check(Copy(At(to + done), At(from + done), bytes, DeviceToDevice), "a copy failed");
        }

        // The graph runs on a stream of its own, which does not wait for copies.
        Check(Synchronize(), "a copy did not end");
    }

    public override void Dispose()
    {
        // At the end of the process the GPU may be gone before its memory; then there is nothing left to free.
        _ = Free(_address);
        _device.Dispose();
    }

    private nint At(long index) => _address + (nint)(index * sizeof(float));

    private static void Check(int code, string otherwise)
    {
        if (code != 0)
        {
            throw new InvalidOperationException($"CUDA error {code}: {otherwise}. Serve fewer sessions (Interaction:MaxSessions), or set 'device' to 'cpu'.");
        }
    }

    [LibraryImport(Library, EntryPoint = "cudaMalloc")]
    private static partial int Allocate(out nint address, nuint bytes);

    [LibraryImport(Library, EntryPoint = "cudaMemset")]
    private static partial int Fill(nint address, int value, nuint bytes);

    [LibraryImport(Library, EntryPoint = "cudaMemcpy")]
    private static partial int Copy(nint to, nint from, nuint bytes, int kind);

    [LibraryImport(Library, EntryPoint = "cudaDeviceSynchronize")]
    private static partial int Synchronize();

    [LibraryImport(Library, EntryPoint = "cudaFree")]
    private static partial int Free(nint address);
}
