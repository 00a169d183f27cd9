using System.Numerics;
using System.Runtime.InteropServices;

namespace OnnxInteraction.Voice.Lark;

/// <summary>Mel cepstra to amplitude and phase: sums of cosines and sines on a warped frequency axis.</summary>
internal sealed class SpectralEnvelope
{
    public const int Fft = 1_024;
    public const int Bins = (Fft / 2) + 1;

    /// <summary>Two of these, squared and half a length apart, add up to 1.</summary>
    public static readonly float[] Window = [.. Enumerable.Range(0, 2 * Vocoder.Hop).Select(i => (float)Math.Sqrt(0.5 - (0.5 * Math.Cos(2 * Math.PI * (i + 0.5) / (2 * Vocoder.Hop)))))];

    public static readonly float[] Fading = [.. Enumerable.Range(0, Fft).Select(i => i < Fft - Fade ? 1 : (float)(0.5 + (0.5 * Math.Cos(Math.PI * (i - Fft + Fade + 0.5) / Fade))))];

    /// <summary>The cepstra describe the spectrum up to here; above, it falls off.</summary>
    private const double KnownHz = 8_000;

    private const double Warping = 0.42;

    /// <summary>Natural logarithms of amplitude lost from 8 to 12 kHz.</summary>
    private const double Fall = 6;

    /// <summary>Samples before a response begins: what the cut at 8 kHz makes ring before it finds room here.</summary>
    private const int Delay = 16;

    /// <summary>Its last samples fade out.</summary>
    private const int Fade = 128;

    private readonly float[] _cosines = new float[Vocoder.Cepstra * Bins];
    private readonly float[] _sines = new float[Vocoder.Cepstra * Bins];
    private readonly float[] _falling = new float[Bins];
    private readonly float[] _delaying = new float[Bins];

    public SpectralEnvelope()
    {
        for (int i = 0; i < Bins; i++)
        {
            double hz = (double)i * Vocoder.SampleRate / Fft, omega = Math.PI * Math.Min(hz / KnownHz, 1);
            double warped = omega + (2 * Math.Atan(Warping * Math.Sin(omega) / (1 - (Warping * Math.Cos(omega)))));
            _falling[i] = (float)(-Fall * Math.Max(hz - KnownHz, 0) / ((Vocoder.SampleRate / 2) - KnownHz));
            _delaying[i] = (float)(-2 * Math.PI * Delay * i / Fft);
            for (int k = 0; k < Vocoder.Cepstra; k++)
            {
                (double sin, double cos) = Math.SinCos(k * warped);
                (_cosines[(k * Bins) + i], _sines[(k * Bins) + i]) = ((float)cos, (float)-sin);
            }
        }
    }

    public void Compute(ReadOnlySpan<float> cepstra, Span<float> amplitude, Span<float> phase)
    {
        _falling.CopyTo(amplitude);
        _delaying.CopyTo(phase);
        for (int k = 0; k < Vocoder.Cepstra; k++)
        {
            AddScaled(amplitude, _cosines.AsSpan(k * Bins, Bins), cepstra[k]);
            AddScaled(phase, _sines.AsSpan(k * Bins, Bins), cepstra[k]);
        }

        for (int i = 0; i < Bins; i++)
        {
            amplitude[i] = MathF.Exp(amplitude[i]);
        }
    }

    private static void AddScaled(Span<float> sum, ReadOnlySpan<float> row, float factor)
    {
        Span<Vector<float>> sums = MemoryMarshal.Cast<float, Vector<float>>(sum);
        ReadOnlySpan<Vector<float>> rows = MemoryMarshal.Cast<float, Vector<float>>(row);
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += rows[i] * factor;
        }

        for (int i = sums.Length * Vector<float>.Count; i < sum.Length; i++)
        {
            sum[i] += row[i] * factor;
        }
    }
}
