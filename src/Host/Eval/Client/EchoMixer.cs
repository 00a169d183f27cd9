using AgentHost.Eval.Scenarios;
using InteractionCore.Sessions;

namespace AgentHost.Eval.Client;

/// <summary>The model's voice on its way from the user's loudspeaker back into the microphone: later, and softer. Thread-safe.</summary>
internal sealed class EchoMixer(EchoPath path)
{
    private const int SamplesPerMs = LiveClient.SampleRate / 1_000;

    private readonly Lock _lock = new();
    private readonly List<Piece> _pieces = [];
    private readonly float _gain = (float)Math.Pow(10, path.GainDb / 20);

    /// <summary>Plays what came, as <see cref="Playback"/> does: at once, or after the piece before.</summary>
    public void Add(ReceivedEvent received)
    {
        lock (_lock)
        {
            switch (received.Event)
            {
                case AudioDelta audio:
                    float[] samples = audio.Chunk.Samples.ToArray();
                    long start = _pieces.Count == 0 ? received.ArrivalMs : Math.Max(received.ArrivalMs, _pieces[^1].EndMs);
                    _pieces.Add(new Piece(start, start + (samples.Length / SamplesPerMs), samples));
                    break;
                case OutputCleared:
                    for (int i = 0; i < _pieces.Count; i++)
                    {
                        _pieces[i] = _pieces[i] with { EndMs = Math.Clamp(received.ArrivalMs, _pieces[i].StartMs, _pieces[i].EndMs) };
                    }

                    break;
            }
        }
    }

    /// <summary>Adds the echo to what the microphone hears.</summary>
    /// <param name="chunk">At <see cref="LiveClient.SampleRate"/>.</param>
    /// <param name="fromMs">When the chunk began.</param>
    public void Mix(Span<float> chunk, long fromMs)
    {
        long sourceMs = fromMs - path.AfterMs, untilMs = sourceMs + (chunk.Length / SamplesPerMs);
        lock (_lock)
        {
            _pieces.RemoveAll(piece => piece.EndMs < sourceMs - 1_000 && piece != _pieces[^1]);
            foreach (Piece piece in _pieces.Where(piece => piece.StartMs < untilMs && piece.EndMs > sourceMs))
            {
                for (int i = 0; i < chunk.Length; i++)
                {
                    long at = ((sourceMs - piece.StartMs) * SamplesPerMs) + i;
                    if (at >= 0 && at < piece.Samples.Length && at < (piece.EndMs - piece.StartMs) * SamplesPerMs)
                    {
                        chunk[i] = Math.Clamp(chunk[i] + (piece.Samples[at] * _gain), -1, 1);
                    }
                }
            }
        }
    }

    private sealed record Piece(long StartMs, long EndMs, float[] Samples);
}
