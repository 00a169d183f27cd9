namespace AgentHost.Bench.Decoders;

/// <summary>A decoder of the family that ONNX Runtime GenAI and llama.cpp run: RMS norms, rotary positions, grouped queries, gated feed-forward.</summary>
/// <param name="Feed">Width of the feed-forward layer.</param>
/// <param name="Capacity">Positions the cache has room for.</param>
internal sealed record DecoderShape(int Width, int Layers, int Heads, int KeyValueHeads, int HeadSize, int Feed, int Vocabulary, int Capacity)
{
    public const float Epsilon = 1e-5f;
    public const float RotaryBase = 10_000;

    /// <summary>15.9 million parameters besides the embedding, which is only looked up.</summary>
    public static DecoderShape Compared { get; } = new(Width: 384, Layers: 8, Heads: 6, KeyValueHeads: 2, HeadSize: 64, Feed: 1_152, Vocabulary: 4_096, Capacity: 2_304);

    /// <summary>The size of the shipped model's blocks.</summary>
    public static DecoderShape Wren { get; } = new(Width: 256, Layers: 6, Heads: 4, KeyValueHeads: 1, HeadSize: 64, Feed: 1_024, Vocabulary: 512, Capacity: 512);

    public static DecoderShape Tiny { get; } = new(Width: 64, Layers: 2, Heads: 2, KeyValueHeads: 1, HeadSize: 32, Feed: 128, Vocabulary: 256, Capacity: 256);

    /// <summary>A token whose logit is always 0, and so never the highest.</summary>
    public int NeverWritten => Vocabulary - 1;

    public int QueryWidth => Heads * HeadSize;

    public int CacheWidth => KeyValueHeads * HeadSize;

    public long Parameters => ((long)Layers * ((Width * (QueryWidth + (2 * CacheWidth))) + (QueryWidth * Width) + (3 * Width * Feed) + (2 * Width))) + Width + ((long)Width * Vocabulary);
}
