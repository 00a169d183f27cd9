using OnnxInteraction.Package;

namespace OnnxInteraction.Runtime;

/// <summary>
/// What a position reads besides sound: each lane's token of the position before, one injected token, and for some streams the
/// last word before that, however long ago, and for some how long ago that was.
/// </summary>
/// <remarks>One per session.</remarks>
internal sealed class TokenInputs
{
    /// <summary>The suffix of an input that carries the word before.</summary>
    public const string BeforeSuffix = "_before";

    /// <summary>The stream of injected text, after the lanes.</summary>
    public const string TextIn = "text_in";

    private readonly int[] _current;
    private readonly int[] _before;
    private readonly int[] _streamsWithBefore;
    private readonly int[] _streamsWithAge;
    private readonly int[] _ages;
    private readonly int _longestAge;

    public TokenInputs(ModelCard card)
    {
        string[] streams = [.. card.Lanes, TextIn];
        _current = new int[streams.Length];
        _before = new int[streams.Length];
        _streamsWithAge = [.. card.Ages.Streams.Select(stream => Array.IndexOf(streams, stream))];
        _longestAge = card.Ages.LongestPositions;
        _ages = new int[_streamsWithAge.Length];
        Array.Fill(_ages, _longestAge);
        _streamsWithBefore = [.. card.Inputs.Skip(streams.Length).Select(input => Array.IndexOf(streams, input[..^BeforeSuffix.Length]))];
    }

    /// <summary>Fills the graph's token input for the next position, and the ages of the last words, in positions.</summary>
    public void Fill(Span<long> inputs, Span<int> ages, int injected)
    {
        _current[^1] = injected;
        for (int i = 0; i < _current.Length; i++)
        {
            inputs[i] = _current[i];
        }

        for (int i = 0; i < _streamsWithBefore.Length; i++)
        {
            inputs[_current.Length + i] = _before[_streamsWithBefore[i]];
        }

        for (int i = 0; i < _ages.Length; i++)
        {
            _ages[i] = _current[_streamsWithAge[i]] != 0 ? 0 : Math.Min(_ages[i] + 1, _longestAge);
        }

        _ages.CopyTo(ages);
        for (int i = 0; i < _current.Length; i++)
        {
            _before[i] = _current[i] == 0 ? _before[i] : _current[i];
        }
    }

    /// <summary>Notes what a lane wrote.</summary>
    public void Write(int lane, int token) => _current[lane] = token;
}
