namespace InteractionCore.Turns;

/// <summary>
/// Decides what has come too late. Each turn that had to be filled with silence puts the stream behind its timeline; when the missing
/// audio arrives after all, it would keep the ear behind for good. So what remains of it after four turns is dropped, oldest first.
/// </summary>
/// <remarks>
/// Audio is late only as far as silence was heard in its place. A client that sends ahead of time, such as a whole recording at
/// once, is heard to its end; so is what a client kept while its connection was lost. A microphone whose clock runs a little fast is kept in step by a few ms now and then.
/// </remarks>
/// <param name="turn">Samples of a turn.</param>
internal sealed class LateAudio(int turn)
{
    /// <summary>Turns over which the least excess counts, so that big chunks do not look like lateness. 0.8 s.</summary>
    private const int Patience = 4;

    /// <summary>The same for a clock that runs fast. 5 s.</summary>
    private const int DriftPatience = 25;

    /// <summary>Turns of nothing after which a stream has paused, not stalled. 3 s.</summary>
    private const int PauseTurns = 15;

    /// <summary>Turns a stream may be ahead of what it owes before it is one that is sent ahead of time. 1 s.</summary>
    private const int AheadTurns = 5;

    private readonly int _slack = turn / 10;
    private int _owed;
    private int _emptyTurns = PauseTurns;
    private int _turns;
    private int _least = int.MaxValue;
    private int _driftTurns;
    private int _leastDrift = int.MaxValue;
    private bool _sentAhead;

    /// <summary>How many of the oldest samples to drop now.</summary>
    /// <param name="excess">Samples that wait beyond this turn's and the cushion; negative when some are missing.</param>
    public int TooLate(int excess)
    {
        _sentAhead |= excess > _owed + (AheadTurns * turn);
        if (_sentAhead)
        {
            return 0;
        }

        _least = Math.Min(_least, excess);
        _leastDrift = Math.Min(_leastDrift, excess);
        int late = 0;
        if (++_turns == Patience)
        {
            late = _least > _slack ? Math.Min(_least, _owed) : 0;
            _owed -= late;
            (_turns, _least) = (0, int.MaxValue);
        }

        if (++_driftTurns == DriftPatience)
        {
            late = late == 0 && _leastDrift > _slack ? Math.Min(_leastDrift, _slack) : late;
            (_driftTurns, _leastDrift) = (0, int.MaxValue);
        }

        return late;
    }

    /// <summary>What comes now is not late, whatever was filled with silence: its client was away, and kept it.</summary>
    public void Forgive() => (_owed, _emptyTurns) = (0, PauseTurns);

    /// <summary>A turn was heard, of which <paramref name="count"/> samples were audio.</summary>
    public void Heard(int count)
    {
        _emptyTurns = count == 0 ? _emptyTurns + 1 : 0;
        _owed = _emptyTurns >= PauseTurns ? 0 : _owed + turn - count;
    }
}
