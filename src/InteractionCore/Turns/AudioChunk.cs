using System.Buffers;

namespace InteractionCore.Turns;

/// <summary>Pooled PCM, float32 in [-1, 1]. Whoever reads it from a channel disposes it.</summary>
public readonly record struct AudioChunk : IDisposable
{
    private readonly float[] _buffer;

    private AudioChunk(float[] buffer, int length) => (_buffer, Length) = (buffer, length);

    public int Length { get; }

    public Span<float> Samples => _buffer.AsSpan(0, Length);

    public static AudioChunk Rent(int length) => new(ArrayPool<float>.Shared.Rent(length), length);

    public static AudioChunk Copy(ReadOnlySpan<float> samples)
    {
        AudioChunk chunk = Rent(samples.Length);
        samples.CopyTo(chunk.Samples);
        return chunk;
    }

    public void Dispose() => ArrayPool<float>.Shared.Return(_buffer);
}
