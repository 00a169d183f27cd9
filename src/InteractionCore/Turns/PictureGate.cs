using InteractionCore.Model;
using InteractionCore.Sessions;

namespace InteractionCore.Turns;

/// <summary>Decides which pictures a session's model looks at when there is no time for all of them.</summary>
/// <remarks>The loop tells the turns; pictures come on any thread.</remarks>
internal sealed class PictureGate(ModelLayout layout)
{
    /// <summary>When there is no time for more, the model sees a new picture this often.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    private readonly int _turnsApart = (int)(Apart / layout.TurnDuration);
    private readonly Lock _lock = new();
    private Shedding _shedding;
    private long _turn;
    private long _shown = long.MinValue / 2;

    public void BeginTurn(long index, Shedding shedding)
    {
        lock (_lock)
        {
            (_turn, _shedding) = (index, shedding);
        }
    }

    /// <summary>Whether there is time for another picture.</summary>
    public bool Admits()
    {
        lock (_lock)
        {
            if (_shedding is not Shedding.Nothing && (_shedding is not Shedding.FewerFrames || _turn - _shown < _turnsApart))
            {
                return false;
            }

            _shown = _turn;
            return true;
        }
    }
}
