namespace OnnxInteraction.Perception;

/// <summary>
/// Takes out of a microphone's sound what is none: a constant shift, within a quarter of a second, and samples that are no numbers
/// or beyond full scale. Speech passes unchanged: at 60 Hz, 0.1 % is lost.
/// </summary>
/// <remarks>One per session: it remembers the shift. Allocates nothing.</remarks>
internal sealed class SoundCleaner
{
    /// <summary>How much of the past stays from sample to sample; at 16 kHz, half of it is gone after 43 ms.</summary>
    private const float Memory = .999f;

    private float _before;
    private float _clean;

    /// <param name="pcm">Float32; cleaned in place.</param>
    public void Process(Span<float> pcm)
    {
        foreach (ref float sample in pcm)
        {
            float now = float.IsFinite(sample) ? Math.Clamp(sample, -1, 1) : 0;
            _clean = (Memory * _clean) + now - _before;
            _before = now;
            sample = _clean;
        }
    }
}
