using OnnxInteraction.Package;

namespace OnnxInteraction.Vision;

/// <summary>The numbers of the last turns' pictures, laid side by side as the network reads them: motion shows in the difference.</summary>
/// <remarks>One per session, one thread at a time.</remarks>
internal sealed class RecentPictures
{
    private readonly SightCard _card;
    private readonly float[] _turns;
    private readonly float[] _input;
    private readonly int _depth;
    private int _newest;

    public RecentPictures(SightCard card)
    {
        _card = card;
        _depth = card.TurnsBack.Max() + 1;
        _turns = new float[_depth * card.PictureWidth];
        _input = new float[card.InputWidth];
    }

    /// <summary>What the network reads in this turn.</summary>
    public ReadOnlySpan<float> Input => _input;

    /// <summary>Begins a turn.</summary>
    /// <returns>Where its picture's numbers go, with a 1 behind them; zeros when there is none. To be filled before <see cref="Arrange"/>.</returns>
    public Span<float> Next()
    {
        _newest = (_newest + 1) % _depth;
        return Turn(back: 0);
    }

    /// <summary>Lays out <see cref="Input"/>.</summary>
    public void Arrange()
    {
        Span<float> rest = _input;
        foreach (int back in _card.TurnsBack)
        {
            Turn(back).CopyTo(rest);
            rest = rest[_card.PictureWidth..];
        }
    }

    private Span<float> Turn(int back) => _turns.AsSpan((_newest - back + _depth) % _depth * _card.PictureWidth, _card.PictureWidth);
}
