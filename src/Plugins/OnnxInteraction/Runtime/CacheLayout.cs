using Microsoft.ML.OnnxRuntime;
using OnnxInteraction.Runtime.Attention;

namespace OnnxInteraction.Runtime;

/// <summary>How positions lie in a head's part of the cache: one by one, as ONNX Runtime's attention keeps them, or in the tiles of the host's own.</summary>
/// <param name="Entries">The third dimension of the cache's tensors.</param>
/// <param name="TileLength">Numbers of single precision that 16 positions take.</param>
internal readonly record struct CacheLayout(int Entries, int TileLength)
{
    /// <param name="session">What runs on the cache.</param>
    /// <param name="positions">How many must find room.</param>
    /// <param name="size">Numbers a head.</param>
    public static CacheLayout Of(InferenceSession session, int positions, int size) => session is TiledSession
        ? new CacheLayout(CacheTile.Entries(positions, size), CacheTile.Length(size))
        : new CacheLayout(CacheTile.Whole(positions), CacheTile.Positions * size);

    /// <summary>What so many positions take, in whole tiles.</summary>
    public int LengthOf(int positions) => CacheTile.Whole(positions) / CacheTile.Positions * TileLength;
}

/// <summary>A session that was opened with <see cref="AttentionOperator"/>: its cache lies in tiles.</summary>
internal sealed class TiledSession(string graphPath, SessionOptions options) : InferenceSession(graphPath, options);
