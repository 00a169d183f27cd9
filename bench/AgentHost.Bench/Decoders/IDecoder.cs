namespace AgentHost.Bench.Decoders;

/// <summary>
/// One runtime holding one session of the decoder. A turn is what a live model does every 200 ms: it takes a chunk of tokens and writes
/// some, each chosen greedily and fed back.
/// </summary>
internal interface IDecoder : IDisposable
{
    string Name { get; }

    /// <summary>Fills the cache with this many positions, <see cref="Tokens.Context"/>.</summary>
    void Fill(int positions);

    /// <summary>Takes a chunk and writes <see cref="Tokens.Written"/> tokens.</summary>
    /// <param name="written">The tokens; one more than is fed back, for the last is only chosen.</param>
    void Turn(ReadOnlySpan<int> chunk, Span<int> written);

    /// <summary>Forgets the turn.</summary>
    void Rewind();
}

/// <summary>What every runtime is fed.</summary>
internal static class Tokens
{
    public const int ChunkLength = 16;

    /// <summary>Tokens written a turn: of each but the last, a step of one position follows.</summary>
    public const int Written = 5;

    public static int[] Context(int count, DecoderShape shape) => [.. Enumerable.Range(0, count).Select(i => 1 + (i * 37 % (shape.Vocabulary - 2)))];

    public static int[] Chunk(DecoderShape shape) => [.. Enumerable.Range(0, ChunkLength).Select(i => 1 + (i * 101 % (shape.Vocabulary - 2)))];

    public static int Best(ReadOnlySpan<float> logits) => System.Numerics.Tensors.TensorPrimitives.IndexOfMax(logits);
}
