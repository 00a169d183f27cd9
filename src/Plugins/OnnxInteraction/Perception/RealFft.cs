using System.Numerics;

namespace OnnxInteraction.Perception;

/// <summary>
/// Power spectrum of a real signal of a power-of-two length, by one complex FFT of half that length. Allocates nothing per call;
/// not thread-safe.
/// </summary>
internal sealed class RealFft
{
    private readonly int _half;
    private readonly int[] _reversed;
    private readonly Complex32[] _twiddles;
    private readonly Complex32[] _work;

    private readonly record struct Complex32(float Re, float Im)
    {
        public static Complex32 operator +(Complex32 a, Complex32 b) => new(a.Re + b.Re, a.Im + b.Im);

        public static Complex32 operator -(Complex32 a, Complex32 b) => new(a.Re - b.Re, a.Im - b.Im);

        public static Complex32 operator *(Complex32 a, Complex32 b) => new((a.Re * b.Re) - (a.Im * b.Im), (a.Re * b.Im) + (a.Im * b.Re));
    }

    public RealFft(int length)
    {
        if (!BitOperations.IsPow2(length) || length < 4)
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, "The FFT length must be a power of two of at least 4.");
        }

        _half = length / 2;
        _work = new Complex32[_half];
        _twiddles = new Complex32[_half];
        for (int i = 0; i < _half; i++)
        {
            (double sin, double cos) = Math.SinCos(-2 * Math.PI * i / length);
            _twiddles[i] = new Complex32((float)cos, (float)sin);
        }

        int bits = BitOperations.Log2((uint)_half);
        _reversed = new int[_half];
        for (int i = 0; i < _half; i++)
        {
            for (int bit = 0; bit < bits; bit++)
            {
                _reversed[i] |= ((i >> bit) & 1) << (bits - 1 - bit);
            }
        }
    }

    /// <param name="signal">The signal; what is missing to the FFT's length counts as zero.</param>
    /// <param name="power">Receives |X|² for bins 0 to length / 2.</param>
    public void Power(ReadOnlySpan<float> signal, Span<float> power)
    {
        for (int i = 0; i < _half; i++)
        {
            int even = 2 * i;
            _work[_reversed[i]] = new Complex32(even < signal.Length ? signal[even] : 0, even + 1 < signal.Length ? signal[even + 1] : 0);
        }

        for (int size = 2; size <= _half; size *= 2)
        {
            int step = 2 * _half / size;
            for (int start = 0; start < _half; start += size)
            {
                for (int k = 0; k < size / 2; k++)
                {
                    Complex32 a = _work[start + k];
                    Complex32 b = _work[start + k + (size / 2)] * _twiddles[k * step];
                    _work[start + k] = a + b;
                    _work[start + k + (size / 2)] = a - b;
                }
            }
        }

        // Even and odd samples went in as real and imaginary parts; here they come apart again.
        power[0] = Square(_work[0].Re + _work[0].Im);
        power[_half] = Square(_work[0].Re - _work[0].Im);
        for (int i = 1; i < _half; i++)
        {
            Complex32 a = _work[i], b = new(_work[_half - i].Re, -_work[_half - i].Im);
            Complex32 even = a + b, odd = a - b;
            Complex32 turned = new Complex32(odd.Im, -odd.Re) * _twiddles[i];
            power[i] = 0.25f * (Square(even.Re + turned.Re) + Square(even.Im + turned.Im));
        }
    }

    private static float Square(float x) => x * x;
}
