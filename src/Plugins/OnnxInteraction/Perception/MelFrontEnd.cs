using OnnxInteraction.Package;

namespace OnnxInteraction.Perception;

/// <summary>
/// Turns PCM into dMel: the log-mel spectrum in whole levels, one frame per hop. Streaming and causal: frame t ends with sample
/// (t + 1) · hop. The twin of training/wren/features.py.
/// </summary>
/// <remarks>One per session: it remembers the end of the last call. Allocates nothing per call.</remarks>
internal sealed class MelFrontEnd
{
    private readonly AudioCard _card;
    private readonly RealFft _fft;
    private readonly MelFilters _filters;
    private readonly float[] _window;
    private readonly float[] _recent;
    private readonly float[] _windowed;
    private readonly float[] _power;

    public MelFrontEnd(AudioCard card, MelFilters filters)
    {
        (_card, _filters) = (card, filters);
        _fft = new RealFft(card.Fft);
        _window = [.. Enumerable.Range(0, card.Window).Select(i => (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * i / (card.Window - 1)))))];
        _recent = new float[card.Window];
        _windowed = new float[card.Window];
        _power = new float[(card.Fft / 2) + 1];
    }

    /// <param name="pcm">A whole number of hops, float32 in [-1, 1].</param>
    /// <param name="levels">Receives the levels, frame by frame, <see cref="AudioCard.Bands"/> each.</param>
    public void Process(ReadOnlySpan<float> pcm, Span<byte> levels)
    {
        for (int frame = 0; frame < pcm.Length / _card.Hop; frame++)
        {
            _recent.AsSpan(_card.Hop).CopyTo(_recent);
            pcm.Slice(frame * _card.Hop, _card.Hop).CopyTo(_recent.AsSpan(_card.Window - _card.Hop));
            for (int i = 0; i < _recent.Length; i++)
            {
                _windowed[i] = _recent[i] * _window[i];
            }

            _fft.Power(_windowed, _power);
            Quantise(levels.Slice(frame * _card.Bands, _card.Bands));
        }
    }

    private void Quantise(Span<byte> levels)
    {
        float scale = (_card.Levels - 1) / (_card.LevelHigh - _card.LevelLow);
        for (int band = 0; band < levels.Length; band++)
        {
            float logPower = MathF.Log10(_filters.Apply(band, _power) + _card.PowerFloor);
            float level = MathF.Floor(((logPower - _card.LevelLow) * scale) + 0.5f);
            // NaN, from a client's broken floats, compares false and becomes silence.
            levels[band] = level > 0 ? (byte)Math.Min(level, _card.Levels - 1) : (byte)0;
        }
    }
}
