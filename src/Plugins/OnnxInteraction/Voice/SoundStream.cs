namespace OnnxInteraction.Voice;

/// <summary>PCM at the layout's output rate; null until it was made. Immutable once set.</summary>
internal sealed class Sound
{
    private volatile float[]? _samples;

    public float[]? Samples
    {
        get => _samples;
        set => _samples = value;
    }
}

/// <summary>Plays the sounds of words one after another. For voices that make each word by itself.</summary>
/// <param name="speak">The sound of a text, which may still be in the making; null when it has none.</param>
/// <param name="sampleRate">In Hz.</param>
internal sealed class SoundStream(Func<string, Sound?> speak, int sampleRate) : IVoiceStream
{
    /// <summary>What a word takes whose sound is not there yet, about.</summary>
    private const int WordMilliseconds = 350;

    private readonly Queue<Sound> _queue = [];
    private float[]? _current;
    private int _played;

    public int? Say(string text)
    {
        if (text.Length == 0 || speak(text) is not { } sound)
        {
            return null;
        }

        int start = Milliseconds(_current is null ? 0 : _current.Length - _played);
        foreach (Sound waiting in _queue)
        {
            start += waiting.Samples is { } samples ? Milliseconds(samples.Length) : WordMilliseconds;
        }

        _queue.Enqueue(sound);
        return start;
    }

    public void Clear()
    {
        _queue.Clear();
        _current = null;
    }

    /// <inheritdoc/>
    /// <remarks>A word whose sound is still being made ends the turn's audio.</remarks>
    public int Read(Span<float> turn)
    {
        int count = 0;
        while (count < turn.Length && TryGetCurrent(out float[] samples))
        {
            int take = Math.Min(turn.Length - count, samples.Length - _played);
            samples.AsSpan(_played, take).CopyTo(turn[count..]);
            count += take;
            _played += take;
            if (_played == samples.Length)
            {
                _current = null;
            }
        }

        return count;
    }

    private int Milliseconds(int samples) => (int)(samples * 1_000L / sampleRate);

    private bool TryGetCurrent(out float[] samples)
    {
        if (_current is null && _queue.TryPeek(out Sound? next) && next.Samples is { } ready)
        {
            _queue.Dequeue();
            (_current, _played) = (ready, 0);
        }

        samples = _current ?? [];
        return _current is not null;
    }
}
