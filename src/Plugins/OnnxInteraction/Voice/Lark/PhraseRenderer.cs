namespace OnnxInteraction.Voice.Lark;

/// <summary>What one phoneme sounds like. The spans are valid until the next step.</summary>
internal readonly ref struct PhraseStep(ReadOnlySpan<float> frames, ReadOnlySpan<float> sound, bool finite)
{
    public ReadOnlySpan<float> Frames { get; } = frames;

    public ReadOnlySpan<float> Sound { get; } = sound;

    /// <summary>Whether the network computed numbers; if not, the phoneme has no sound.</summary>
    public bool Finite { get; } = finite;
}

/// <summary>
/// One stream of speech, phoneme by phoneme: words in, sound out. A phoneme's sound depends on the two that follow it, so it is
/// made as late as it can be. One thread at a time; allocates nothing while no word waits.
/// </summary>
internal sealed class PhraseRenderer(VoicePackage package, int voice)
{
    private const int MostSteps = 60;

    /// <summary>The pause after a phrase lets its last sound fade; silence needs no frames.</summary>
    private const int PauseSteps = 6;

    private const int FramesPerStep = 2;

    private readonly PhoneQueue _phones = new(package.Card.PlaceLimit);
    private readonly Vocoder _vocoder = new();
    private readonly long[] _columns = new long[PhoneQueue.Columns];
    private readonly float[] _history = new float[package.Graph.HistoryLength];
    private readonly float[] _frames = new float[MostSteps * FramesPerStep * Vocoder.FrameLength];
    private readonly float[] _sound = new float[MostSteps * FramesPerStep * Vocoder.Hop];
    private readonly bool[] _vowels = [.. package.Card.Phones.Select(name => char.IsAsciiDigit(name[^1]))];

    /// <summary>Samples of one step at most.</summary>
    public int LongestSound => _sound.Length;

    /// <summary>Phonemes that wait.</summary>
    public int Waiting => _phones.Waiting;

    /// <param name="phones">A word's phonemes, at least one.</param>
    public void Add(int[] phones) => _phones.Add(phones, phone => _vowels[phone]);

    public void Clear()
    {
        _phones.Clear();
        Rest();
    }

    /// <summary>Makes the sound of the next phoneme, or of the pause after the last.</summary>
    /// <param name="stretch">How long it is made.</param>
    /// <returns>False when nothing is left to say.</returns>
    public bool TryRender(float stretch, out PhraseStep step)
    {
        step = default;
        if (!_phones.TryNext(_columns, out bool endsPhrase))
        {
            return false;
        }

        int written = package.Graph.Speak(_columns, voice, stretch, endsPhrase ? PauseSteps : MostSteps, _history, _frames);
        int frames = written / Vocoder.FrameLength;
        for (int i = 0; i < frames; i++)
        {
            _vocoder.Render(_frames.AsSpan(i * Vocoder.FrameLength, Vocoder.FrameLength), _sound.AsSpan(i * Vocoder.Hop, Vocoder.Hop));
        }

        if (endsPhrase)
        {
            Rest();
        }

        step = new PhraseStep(_frames.AsSpan(0, written), _sound.AsSpan(0, frames * Vocoder.Hop), written > 0);
        return true;
    }

    private void Rest()
    {
        _vocoder.Reset();
        Array.Clear(_history);
    }
}
