using System.Threading.Channels;

namespace InteractionCore.Turns;

/// <summary>Cuts chunks of any length into exact micro-turns; silence fills what has not arrived.</summary>
/// <remarks>
/// The first audio after silence waits until a turn and a little more is there. From then on that little more is the cushion for
/// chunks that come late; without it, every jitter of the network would tear a word apart.
/// </remarks>
internal sealed class AudioFramer(ChannelReader<AudioChunk> audio, int cushion) : IDisposable
{
    private readonly Queue<AudioChunk> _waiting = [];
    private int _available;
    private int _consumed;
    private bool _flowing;

    public void Read(Span<float> turn)
    {
        while (_available < turn.Length + cushion && audio.TryRead(out AudioChunk chunk))
        {
            _waiting.Enqueue(chunk);
            _available += chunk.Length;
        }

        // Once audio has flowed, a stream that has ended plays out what it left.
        _flowing = _available >= turn.Length + cushion || (_flowing && _available > 0);
        while (_flowing && !turn.IsEmpty && _waiting.TryPeek(out AudioChunk chunk))
        {
            Span<float> samples = chunk.Samples[_consumed..];
            int count = Math.Min(samples.Length, turn.Length);
            samples[..count].CopyTo(turn);
            turn = turn[count..];
            _available -= count;
            _consumed += count;
            if (_consumed == chunk.Length)
            {
                _waiting.Dequeue().Dispose();
                _consumed = 0;
            }
        }

        turn.Clear();
    }

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
}
