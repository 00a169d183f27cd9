using OnnxInteraction.Text;

namespace OnnxInteraction.Voice.Lark;

/// <summary>One session's speech through a voice package. Sound is made when a turn takes it, so that each word knows what follows.</summary>
internal sealed class OnnxVoiceStream(VoicePackage package, int voice, Action onNaN) : IVoiceStream
{
    /// <summary>What a phoneme takes, about, when it is not stretched.</summary>
    private const float PhoneSeconds = 0.08f;

    /// <summary>What may wait without hurry: the model writes a word ahead of its sound.</summary>
    private const float Ease = 0.7f;

    /// <summary>How much faster each second of waiting words makes it speak, and how fast it gets.</summary>
    private const float Hurry = 0.5f;

    private const float Fastest = 1.7f;

    private static readonly Dictionary<string, string> NoSpellings = [];

    private readonly PhraseRenderer _renderer = new(package, voice);
    private readonly float _stretch = package.Card.Voices[voice].Stretch;
    private float[] _ready = [];
    private int _readyCount;

    public int? Say(string text)
    {
        float seconds = ((float)_readyCount / Vocoder.SampleRate) + (_renderer.Waiting * PhoneSeconds * Stretch());
        bool any = false;
        foreach (string word in SpokenText.Split(text, NoSpellings).Words)
        {
            int[] phones = package.Pronouncer.Pronounce(word);
            if (phones.Length > 0)
            {
                _renderer.Add(phones);
                any = true;
            }
        }

        return any ? (int)(seconds * 1_000) : null;
    }

    public void Clear()
    {
        _renderer.Clear();
        _readyCount = 0;
    }

    public int Read(Span<float> turn)
    {
        while (_readyCount < turn.Length && _renderer.TryRender(Stretch(), out PhraseStep step))
        {
            if (!step.Finite)
            {
                onNaN();
            }

            Keep(step.Sound, turn.Length);
        }

        int count = Math.Min(turn.Length, _readyCount);
        _ready.AsSpan(0, count).CopyTo(turn);
        _ready.AsSpan(count, _readyCount - count).CopyTo(_ready);
        _readyCount -= count;
        return count;
    }

    private void Keep(ReadOnlySpan<float> sound, int turnLength)
    {
        if (_ready.Length == 0)
        {
            _ready = new float[turnLength + _renderer.LongestSound];
        }

        sound.CopyTo(_ready.AsSpan(_readyCount));
        _readyCount += sound.Length;
    }

    /// <summary>The more words wait, the faster it speaks, so that it does not fall behind what the model says.</summary>
    private float Stretch()
    {
        float waiting = _renderer.Waiting * PhoneSeconds;
        return _stretch / Math.Clamp(1 + (Hurry * (waiting - Ease)), 1, Fastest);
    }
}
