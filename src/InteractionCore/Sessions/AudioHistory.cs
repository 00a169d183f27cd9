namespace InteractionCore.Sessions;

/// <summary>The user's last seconds, for the context package. Written by the loop; <see cref="Snapshot"/> runs on it too.</summary>
internal sealed class AudioHistory(int capacity)
{
    private readonly short[] _samples = new short[capacity];
    private int _next;
    private bool _full;

    public void Add(ReadOnlySpan<float> pcm)
    {
        if (_samples.Length == 0)
        {
            return;
        }

        foreach (float sample in pcm)
        {
            _samples[_next] = (short)(Math.Clamp(sample, -1f, 1f) * short.MaxValue);
            if (++_next == _samples.Length)
            {
                _next = 0;
                _full = true;
            }
        }
    }

    /// <summary>A copy, oldest sample first.</summary>
    public short[] Snapshot() => _full ? [.. _samples.AsSpan(_next), .. _samples.AsSpan(0, _next)] : _samples[.._next];
}
