using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace InteractionCore.Audio;

/// <summary>
/// Changes the sample rate of a stream by windowed-sinc interpolation (Hann window, 16 zero crossings a side).
/// </summary>
/// <remarks>
/// Streaming: output continues seamlessly from call to call, delayed by the filter's half length. One per stream; not
/// thread-safe. Any pair of rates works; the cut-off is 95 % of the lower one's Nyquist frequency.
/// </remarks>
public sealed class Resampler
{
    private const int ZeroCrossings = 16;

    private readonly int _upRate;
    private readonly int _downRate;
    private readonly int _taps;
    private readonly float[] _filters;
    private readonly List<float> _pending = [];
    private long _phase;

    /// <param name="fromRate">Rate of the input, in Hz.</param>
    /// <param name="toRate">Rate of the output, in Hz.</param>
    public Resampler(int fromRate, int toRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fromRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(toRate);
        int divisor = (int)BigInteger.GreatestCommonDivisor(fromRate, toRate);
        (_upRate, _downRate) = (toRate / divisor, fromRate / divisor);
        double cutoff = 0.95 * Math.Min(1.0, (double)_upRate / _downRate);
        int half = (int)Math.Ceiling(ZeroCrossings / cutoff);
        _taps = 2 * half;
        _filters = new float[_upRate * _taps];
        for (int phase = 0; phase < _upRate; phase++)
        {
            Design(_filters.AsSpan(phase * _taps, _taps), half - 1 + ((double)phase / _upRate), cutoff, half);
        }

        // The first output sample lies on the first input sample.
        _pending.AddRange(new float[half - 1]);
    }

    /// <summary>Appends the resampled input to <paramref name="output"/>.</summary>
    public void Process(ReadOnlySpan<float> input, IBufferWriter<float> output)
    {
        if (_upRate == _downRate)
        {
            output.Write(input);
            return;
        }

        _pending.AddRange(input);
        ReadOnlySpan<float> samples = CollectionsMarshal.AsSpan(_pending);
        Span<float> made = output.GetSpan((int)((long)samples.Length * _upRate / _downRate) + 1);
        int count = 0, position = (int)(_phase / _upRate);
        while (position + _taps <= samples.Length)
        {
            made[count++] = Dot(samples.Slice(position, _taps), _filters.AsSpan((int)(_phase % _upRate) * _taps, _taps));
            _phase += _downRate;
            position = (int)(_phase / _upRate);
        }

        output.Advance(count);
        int consumed = Math.Min(position, _pending.Count);
        _pending.RemoveRange(0, consumed);
        _phase -= (long)consumed * _upRate;
    }

    /// <summary>Resamples a whole sound.</summary>
    public static float[] Convert(ReadOnlySpan<float> input, int fromRate, int toRate)
    {
        if (fromRate == toRate)
        {
            return input.ToArray();
        }

        var resampler = new Resampler(fromRate, toRate);
        int length = (int)((long)input.Length * toRate / fromRate);
        var output = new ArrayBufferWriter<float>(length + resampler._taps);
        resampler.Process(input, output);
        resampler.Process(new float[resampler._taps], output);
        return output.WrittenSpan[..length].ToArray();
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector<float> sums = default;
        int i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            sums += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        }

        float sum = Vector.Sum(sums);
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static void Design(Span<float> filter, double center, double cutoff, int half)
    {
        double sum = 0;
        for (int i = 0; i < filter.Length; i++)
        {
            double distance = i - center;
            double window = Math.Abs(distance) >= half ? 0 : 0.5 + (0.5 * Math.Cos(Math.PI * distance / half));
            double angle = Math.PI * distance * cutoff;
            double tap = window * (Math.Abs(angle) < 1e-9 ? 1 : Math.Sin(angle) / angle);
            filter[i] = (float)tap;
            sum += tap;
        }

        for (int i = 0; i < filter.Length; i++)
        {
            filter[i] = (float)(filter[i] / sum);
        }
    }
}
