namespace InteractionCore.Model;

/// <summary>How much of its attention cache a session uses.</summary>
/// <param name="Positions">Entries in use.</param>
/// <param name="Capacity">Entries there is room for: the model's window. 0 when the model keeps no cache here.</param>
/// <param name="Bytes">Memory behind the entries in use.</param>
public readonly record struct CacheUse(int Positions, int Capacity, long Bytes)
{
    public static CacheUse operator +(CacheUse left, CacheUse right) => Add(left, right);

    public static CacheUse Add(CacheUse left, CacheUse right) =>
        new(left.Positions + right.Positions, left.Capacity + right.Capacity, left.Bytes + right.Bytes);
}
