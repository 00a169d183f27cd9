using AgentHost.Eval.Scoring;

namespace AgentHost.Eval.Client;

/// <summary>
/// What a user hears of a host's audio: each piece plays when it arrives or when the one before has ended, and a clear silences the
/// rest. All times are on the client's clock unless they are called session times.
/// </summary>
internal sealed class Playback
{
    private const int FrameMs = 20;

    /// <summary>Quieter frames count as silence: -40 dB of full scale.</summary>
    private const float SilenceBelow = .01f;

    /// <summary>Silence within speech: the closure of a consonant, a breath.</summary>
    private const long GapMs = 300;

    /// <summary>A word further than this from the last piece of audio has no sound there.</summary>
    private const long LongestPieceMs = 400;

    private readonly List<Piece> _pieces = [];

    public bool IsSilent => _pieces.TrueForAll(piece => piece.Loudness.Length == 0);

    /// <param name="sessionMs">The piece's place on the session's timeline.</param>
    /// <param name="samples">At <see cref="LiveClient.SampleRate"/>.</param>
    public void Add(long arrivalMs, long sessionMs, ReadOnlySpan<float> samples)
    {
        const int frame = LiveClient.SampleRate * FrameMs / 1_000;
        var loudness = new float[(samples.Length + frame - 1) / frame];
        for (int i = 0; i < samples.Length; i++)
        {
            loudness[i / frame] = Math.Max(loudness[i / frame], Math.Abs(samples[i]));
        }

        long start = _pieces.Count == 0 ? arrivalMs : Math.Max(arrivalMs, _pieces[^1].EndMs);
        _pieces.Add(new Piece(sessionMs, start, start + (samples.Length * 1_000L / LiveClient.SampleRate), loudness));
    }

    /// <summary>What would play from now on does not.</summary>
    public void Clear(long arrivalMs)
    {
        for (int i = 0; i < _pieces.Count; i++)
        {
            if (_pieces[i].EndMs > arrivalMs)
            {
                _pieces[i] = _pieces[i] with { EndMs = Math.Max(_pieces[i].StartMs, arrivalMs), Cleared = true };
            }
        }
    }

    /// <summary>When the sound at a session time is heard; null when it was cleared before.</summary>
    /// <param name="otherwiseMs">The answer where no audio belongs to that time.</param>
    public long? HeardAt(long sessionMs, long otherwiseMs)
    {
        if (_pieces.FindLast(piece => piece.SessionMs <= sessionMs) is not { } piece || sessionMs - piece.SessionMs >= LongestPieceMs)
        {
            return otherwiseMs;
        }

        long heard = piece.StartMs + sessionMs - piece.SessionMs;
        return piece.Cleared && heard >= piece.EndMs ? null : heard;
    }

    /// <summary>When the model is audible.</summary>
    public IReadOnlyList<Stretch> Speech()
    {
        List<Stretch> audible = [];
        foreach (Piece piece in _pieces)
        {
            for (int i = 0; i < piece.Loudness.Length; i++)
            {
                long start = piece.StartMs + (i * FrameMs);
                if (piece.Loudness[i] >= SilenceBelow && start < piece.EndMs)
                {
                    audible.Add(new Stretch(start, Math.Min(start + FrameMs, piece.EndMs)));
                }
            }
        }

        return Overlap.Join(audible, GapMs);
    }

    private sealed record Piece(long SessionMs, long StartMs, long EndMs, float[] Loudness, bool Cleared = false);
}
