using System.Numerics;

namespace OnnxInteraction.Voice.Lark;

/// <summary>Real signals to complex spectra and back, for a power-of-two length. Allocates nothing per call; not thread-safe.</summary>
internal sealed class SpectrumFft
{
    private readonly int[] _reversed;
    private readonly Complex[] _twiddles;
    private readonly Complex[] _work;

    public SpectrumFft(int length)
    {
        _work = new Complex[length];
        _twiddles = [.. Enumerable.Range(0, length / 2).Select(i => Complex.FromPolarCoordinates(1, -2 * Math.PI * i / length))];
        int bits = BitOperations.Log2((uint)length);
        _reversed = new int[length];
        for (int i = 0; i < length; i++)
        {
            _reversed[i] = (_reversed[i >> 1] >> 1) | ((i & 1) << (bits - 1));
        }
    }

    /// <param name="signal">What is missing to the length counts as zero.</param>
    /// <param name="bins">Receives length / 2 + 1 bins.</param>
    public void Spectrum(ReadOnlySpan<float> signal, Span<Complex> bins)
    {
        for (int i = 0; i < _work.Length; i++)
        {
            _work[_reversed[i]] = i < signal.Length ? signal[i] : 0;
        }

        Transform();
        _work.AsSpan(0, bins.Length).CopyTo(bins);
    }

    /// <param name="bins">length / 2 + 1 bins; the first and the last count as real.</param>
    /// <param name="signal">Receives the whole length.</param>
    public void Signal(ReadOnlySpan<Complex> bins, Span<float> signal)
    {
        // The inverse is a forward transform of the conjugate; the upper half of a real signal's spectrum mirrors the lower.
        int half = _work.Length / 2;
        _work[_reversed[0]] = bins[0].Real;
        _work[_reversed[half]] = bins[half].Real;
        for (int i = 1; i < half; i++)
        {
            _work[_reversed[i]] = Complex.Conjugate(bins[i]);
            _work[_reversed[_work.Length - i]] = bins[i];
        }

        Transform();
        for (int i = 0; i < _work.Length; i++)
        {
            signal[i] = (float)(_work[i].Real / _work.Length);
        }
    }

    private void Transform()
    {
        for (int size = 2; size <= _work.Length; size *= 2)
        {
            int half = size / 2, step = _work.Length / size;
            for (int start = 0; start < _work.Length; start += size)
            {
                for (int k = 0; k < half; k++)
                {
                    Complex a = _work[start + k], b = _work[start + k + half] * _twiddles[k * step];
                    _work[start + k] = a + b;
                    _work[start + k + half] = a - b;
                }
            }
        }
    }
}
