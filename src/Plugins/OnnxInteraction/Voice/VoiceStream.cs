namespace OnnxInteraction.Voice;

/// <summary>One session's speech: words queue up, turns take what plays in 200 ms. Called by the loop only.</summary>
internal sealed class VoiceStream(IVoice voice)
{
    private readonly Queue<Sound> _queue = [];
    private float[]? _current;
    private int _played;

    public void Say(string text)
    {
        if (text.Length > 0 && voice.Speak(text) is { } sound)
        {
            _queue.Enqueue(sound);
        }
    }

    /// <summary>Forgets what was not handed out yet.</summary>
    public void Clear()
    {
        _queue.Clear();
        _current = null;
    }

    /// <summary>Takes the next samples; returns how many there are. A word whose sound is still being made ends the turn's audio.</summary>
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
