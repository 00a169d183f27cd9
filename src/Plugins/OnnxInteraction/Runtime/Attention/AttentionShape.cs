namespace OnnxInteraction.Runtime.Attention;

/// <summary>What an attention node is, for all of its runs.</summary>
/// <param name="Heads">Query heads, a multiple of <paramref name="KeyValueHeads"/>: so many of them share a key and a value.</param>
/// <param name="Scale">What queries are multiplied by; 0 stands for one over the root of the head's size.</param>
/// <param name="Rotates">Whether queries and keys are turned by their position's angle here.</param>
/// <param name="Interleaved">Whether the two numbers that turn together are neighbours; else they are half a head apart.</param>
internal sealed record AttentionShape(int Heads, int KeyValueHeads, float Scale, bool Rotates, bool Interleaved);

/// <summary>The tensors of one run. Pointers hold for the run only; those that a graph leaves out are null.</summary>
internal unsafe struct AttentionTensors
{
    /// <summary>Rows, tokens a row in this run, numbers a head (a multiple of 16), and the cache's third dimension.</summary>
    public int Batch, Tokens, HeadSize, Entries;

    /// <summary>[Batch, Tokens, (Heads + 2 KeyValueHeads) HeadSize] when <see cref="Key"/> is null, else the queries alone.</summary>
    public float* Query;

    /// <summary>[Batch, Tokens, KeyValueHeads HeadSize].</summary>
    public float* Key, Value;

    /// <summary>
    /// The cache, [Batch, KeyValueHeads, Entries, HeadSize] by its shape, in which each head's part is laid out by <see cref="CacheTile"/>: what is known, and
    /// where that and what is new goes. Mostly the same memory.
    /// </summary>
    public float* PastKeys, PastValues, Keys, Values;

    /// <summary>[Batch]: the index of each row's last token in this run.</summary>
    public int* Last;

    /// <summary>[positions, HeadSize / 2].</summary>
    public float* Cosines, Sines;

    /// <summary>[Batch, Tokens]: rows of <see cref="Cosines"/> and <see cref="Sines"/>; without them a token's index counts.</summary>
    public long* Angles;

    /// <summary>[Heads]: a logit that takes part in a head's softmax and carries no value.</summary>
    public float* Sinks;

    /// <summary>[Batch, Tokens, Heads HeadSize].</summary>
    public float* Mixed;
}
