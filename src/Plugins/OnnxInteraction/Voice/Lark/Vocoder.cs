using System.Numerics;

namespace OnnxInteraction.Voice.Lark;

/// <summary>
/// Vocoder parameters to sound, 24 kHz. A frame is 5 ms: the logarithm of the pitch in Hz, how voiced it is (0 to 1), and 25 mel
/// cepstra. Where there is voice, each pitch period begins with the minimum-phase impulse response of the spectral envelope;
/// above a frequency that rises with the voicing, and in all that is unvoiced, noise is shaped by the same envelope.
/// </summary>
/// <remarks>The same arithmetic as training/lark/vocoder.py. Allocates nothing after its making; not thread-safe.</remarks>
internal sealed class Vocoder
{
    public const int SampleRate = 24_000;
    public const int Hop = 120;
    public const int Cepstra = 25;
    public const int FrameLength = Cepstra + 2;

    private const int Fft = SpectralEnvelope.Fft;
    private const int Bins = SpectralEnvelope.Bins;
    private const float UnvoicedBelow = 0.25f;

    private const double LowestPitch = 40;
    private const double HighestPitch = 600;
    private const uint NoiseSeed = 0x9E3779B9;

    private static readonly SpectralEnvelope Shape = new();

    private readonly SpectrumFft _fft = new(Fft);
    private readonly float[] _tail = new float[Fft];
    private readonly float[] _lastNoise = new float[Hop];
    private readonly float[] _block = new float[2 * Hop];
    private readonly float[] _amplitude = new float[Bins];
    private readonly float[] _phase = new float[Bins];
    private readonly float[] _noiseShare = new float[Bins];
    private readonly float[] _pulseShare = new float[Bins];
    private readonly Complex[] _spectrum = new Complex[Bins];
    private readonly float[] _response = new float[Fft];
    private uint _noise = NoiseSeed;
    private double _untilPulse;

    /// <summary>Back to silence.</summary>
    public void Reset()
    {
        Array.Clear(_tail);
        Array.Clear(_lastNoise);
        (_noise, _untilPulse) = (NoiseSeed, 0);
    }

    /// <param name="frame"><see cref="FrameLength"/> numbers.</param>
    /// <param name="pcm">Receives <see cref="Hop"/> samples, within [-1, 1].</param>
    public void Render(ReadOnlySpan<float> frame, Span<float> pcm)
    {
        float voicing = frame[1];
        Shape.Compute(frame[2..], _amplitude, _phase);
        ShareOut(voicing);
        ExciteWithNoise();
        if (voicing >= UnvoicedBelow)
        {
            ExciteWithPulses(SampleRate / Math.Clamp(Math.Exp(frame[0]), LowestPitch, HighestPitch));
        }

        for (int i = 0; i < Bins; i++)
        {
            (float sin, float cos) = MathF.SinCos(_phase[i]);
            _spectrum[i] *= new Complex(_amplitude[i] * cos, _amplitude[i] * sin);
        }

        _fft.Signal(_spectrum, _response);
        for (int i = 0; i < Fft; i++)
        {
            _tail[i] += _response[i] * SpectralEnvelope.Fading[i];
        }

        for (int i = 0; i < Hop; i++)
        {
            pcm[i] = Math.Clamp(_tail[i], -1, 1);
        }

        _untilPulse = Math.Max(_untilPulse - Hop, 0);
        _tail.AsSpan(Hop).CopyTo(_tail);
        _tail.AsSpan(Fft - Hop).Clear();
    }

    /// <summary>How much of each bin's power is noise, and how much pulses.</summary>
    private void ShareOut(float voicing)
    {
        float edge = 6_000 * voicing;
        for (int i = 0; i < Bins; i++)
        {
            float x = voicing < UnvoicedBelow ? 1 : Math.Clamp((((float)i * SampleRate / Fft) - edge + 2_000) / 5_000, 0, 1), share = x * x * (3 - (2 * x));
            (_noiseShare[i], _pulseShare[i]) = (MathF.Sqrt(share), MathF.Sqrt(1 - share));
        }
    }

    private void ExciteWithNoise()
    {
        for (int i = 0; i < Hop; i++)
        {
            float fresh = NextNoise();
            _block[i] = _lastNoise[i] * SpectralEnvelope.Window[i];
            _block[Hop + i] = fresh * SpectralEnvelope.Window[Hop + i];
            _lastNoise[i] = fresh;
        }

        _fft.Spectrum(_block, _spectrum);
        for (int i = 0; i < Bins; i++)
        {
            _spectrum[i] *= _noiseShare[i];
        }
    }

    private void ExciteWithPulses(double period)
    {
        _untilPulse = Math.Min(_untilPulse, period);
        while (_untilPulse < Hop)
        {
            // A pulse's moment, between two samples as may be, is a turn of the phases.
            Complex turn = Complex.FromPolarCoordinates(1, -2 * Math.PI / Fft * _untilPulse), turned = Math.Sqrt(period);
            for (int i = 0; i < Bins; i++)
            {
                _spectrum[i] += _pulseShare[i] * turned;
                turned *= turn;
            }

            _untilPulse += period;
        }
    }

    private float NextNoise()
    {
        // xorshift32; the two halves' sum is nearer to a bell than either.
        _noise ^= _noise << 13;
        _noise ^= _noise >> 17;
        _noise ^= _noise << 5;
        return ((((_noise & 0xFFFF) + (_noise >> 16)) / 65_535f) - 1) * 2.4494898f;
    }
}
