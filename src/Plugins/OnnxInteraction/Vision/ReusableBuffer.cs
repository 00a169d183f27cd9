namespace OnnxInteraction.Vision;

/// <summary>An array that grows with the pictures of a session and is dropped after an unusually large one.</summary>
internal sealed class ReusableBuffer<T>
    where T : unmanaged
{
    /// <summary>Elements kept between pictures: enough for one component of 1280 x 720.</summary>
    private const int Kept = 1 << 20;

    private T[] _items = [];

    /// <summary>The first <paramref name="length"/> elements, with whatever they held before.</summary>
    public Span<T> Take(int length)
    {
        if (_items.Length < length)
        {
            _items = GC.AllocateUninitializedArray<T>(length);
        }

        return _items.AsSpan(0, length);
    }

    public void Trim()
    {
        if (_items.Length > Kept)
        {
            _items = [];
        }
    }
}
