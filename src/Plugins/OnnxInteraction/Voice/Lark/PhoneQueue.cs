namespace OnnxInteraction.Voice.Lark;

/// <summary>
/// Words as phonemes, taken one by one with what the network is told of each: itself, its two neighbours to either side, and its
/// place. When no word follows, the phrase ends with a pause. The same numbers as training/lark/phones.py.
/// </summary>
internal sealed class PhoneQueue(int placeLimit)
{
    public const int Columns = (2 * Window) + 1 + 4;

    /// <summary>The id of silence.</summary>
    public const int Pause = 0;

    private const int Window = 2;

    private readonly List<Word> _words = [];
    private int _at;
    private int _last = Pause;
    private int _beforeLast = Pause;
    private int _wordsSincePause;
    private bool _inPhrase;

    private readonly record struct Word(int[] Phones, bool[] Vowels);

    /// <summary>Phonemes that wait.</summary>
    public int Waiting { get; private set; }

    /// <param name="phones">Ids, at least one.</param>
    /// <param name="isVowel">Whether each begins a syllable.</param>
    public void Add(int[] phones, Func<int, bool> isVowel)
    {
        _words.Add(new Word(phones, Array.ConvertAll(phones, phone => isVowel(phone))));
        Waiting += phones.Length;
    }

    public void Clear()
    {
        _words.Clear();
        Waiting = 0;
        EndPhrase();
    }

    /// <summary>Takes the next phoneme.</summary>
    /// <param name="columns">Receives <see cref="Columns"/> numbers.</param>
    /// <param name="endsPhrase">Whether it is the pause after the last word that is known.</param>
    public bool TryNext(Span<long> columns, out bool endsPhrase)
    {
        if (_words.Count > 0 && _at == _words[0].Phones.Length)
        {
            _words.RemoveAt(0);
            _at = 0;
        }

        endsPhrase = _words.Count == 0 && _inPhrase;
        columns.Clear();
        if (endsPhrase)
        {
            (columns[0], columns[1]) = (_beforeLast, _last);
            EndPhrase();
            return true;
        }

        if (_words.Count == 0)
        {
            return false;
        }

        _wordsSincePause += _at == 0 ? 1 : 0;
        _inPhrase = true;
        (int[] phones, bool[] vowels) = (_words[0].Phones, _words[0].Vowels);
        int now = phones[_at];
        (columns[0], columns[1], columns[2], columns[3], columns[4]) = (_beforeLast, _last, now, Ahead(1), Ahead(2));
        columns[5] = Math.Min(placeLimit, _at);
        columns[6] = Math.Min(placeLimit, phones.Length - 1 - _at);
        columns[7] = Math.Min(placeLimit, _wordsSincePause);
        columns[8] = Math.Min(placeLimit, vowels.AsSpan(_at).Count(true));
        (_beforeLast, _last) = (_last, now);
        _at++;
        Waiting--;
        return true;
    }

    private int Ahead(int distance)
    {
        int word = 0, index = _at + distance;
        while (word < _words.Count && index >= _words[word].Phones.Length)
        {
            index -= _words[word++].Phones.Length;
        }

        return word < _words.Count ? _words[word].Phones[index] : Pause;
    }

    private void EndPhrase()
    {
        _words.Clear();
        (_at, _last, _beforeLast, _wordsSincePause, _inPhrase) = (0, Pause, Pause, 0, false);
    }
}
