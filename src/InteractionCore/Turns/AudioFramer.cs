using System.Threading.Channels;

namespace InteractionCore.Turns;

/// <summary>Cuts chunks of any length into exact micro-turns; silence fills what has not arrived.</summary>
/// <remarks>
/// The first audio after silence waits until a turn and a little more is there. From then on that little more is the cushion for
/// chunks that come late; without it, every jitter of the network would tear a word apart. What has come too late for its place on
/// the timeline is dropped as <see cref="LateAudio"/> says.
/// </remarks>
/// <param name="turn">Samples of a turn.</param>
/// <param name="dropped">Told how many samples are given up.</param>
internal sealed class AudioFramer(ChannelReader<AudioChunk> audio, int turn, int cushion, Action<int> dropped) : IDisposable
{
    /// <summary>Turns of audio held here; what a client sends further ahead waits in its queue.</summary>
    private const int MostTurns = 50;

    private readonly Queue<AudioChunk> _waiting = [];
    private readonly LateAudio _late = new(turn);
    private int _available;
    private int _consumed;
    private bool _flowing;

    public void Read(Span<float> samples)
    {
        while (_available < MostTurns * turn && audio.TryRead(out AudioChunk chunk))
        {
            _waiting.Enqueue(chunk);
            _available += chunk.Length;
        }

        if (_late.TooLate(_available - turn - cushion) is > 0 and int late)
        {
            Take(default, late);
            dropped(late);
        }

        // Once audio has flowed, a stream that has ended plays out what it left.
        _flowing = _available >= turn + cushion || (_flowing && _available > 0);
        int count = _flowing ? Math.Min(turn, _available) : 0;
        Take(samples, count);
        samples[count..].Clear();
        _late.Heard(count);
    }

    /// <summary>Audio that waits, and what comes next, is heard to its end, however late it is.</summary>
    public void Forgive() => _late.Forgive();

    public void Dispose()
    {
        while (_waiting.TryDequeue(out AudioChunk waiting))
        {
            waiting.Dispose();
        }

        while (audio.TryRead(out AudioChunk chunk))
        {
            chunk.Dispose();
        }
    }

    /// <summary>Takes the oldest samples off, into <paramref name="into"/> unless it is empty.</summary>
    private void Take(Span<float> into, int count)
    {
        _available -= count;
        while (count > 0)
        {
            AudioChunk chunk = _waiting.Peek();
            Span<float> samples = chunk.Samples[_consumed..];
            samples = samples[..Math.Min(samples.Length, count)];
            if (!into.IsEmpty)
            {
                samples.CopyTo(into);
                into = into[samples.Length..];
            }

            count -= samples.Length;
            _consumed += samples.Length;
            if (_consumed == chunk.Length)
            {
                _waiting.Dequeue().Dispose();
                _consumed = 0;
            }
        }
    }
}
