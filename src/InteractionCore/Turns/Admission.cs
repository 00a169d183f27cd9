using InteractionCore.Sessions;

namespace InteractionCore.Turns;

/// <summary>
/// Knows how busy the live loop is, and whether one more session would find room. Steps must leave a part of each turn free; and
/// when turns were late, fewer sessions are let in than there were, then one more each second (additive increase, multiplicative
/// decrease).
/// </summary>
/// <remarks>Written by the loop, asked by anyone.</remarks>
internal sealed class Admission(int maxSessions, TimeSpan turn, int phases)
{
    /// <summary>The part of a turn that steps may take: the rest is for what else runs on the machine.</summary>
    private const double MostLoad = .8;

    /// <summary>Weight of the latest turn in a phase's load: about the last ten turns count.</summary>
    private const double Smoothing = .1;

    private const double Decrease = .8;

    private static readonly TimeSpan RetryWhenFull = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly double[] _busy = new double[phases];
    private readonly double _increase = turn.TotalSeconds / phases;
    private double _limit = maxSessions;

    /// <summary>The part of each turn that steps take, lately. 1 and more is overload.</summary>
    public double Load
    {
        get
        {
            lock (_lock)
            {
                return _busy.Sum();
            }
        }
    }

    /// <summary>Sessions that are let in, for now.</summary>
    public int Limit
    {
        get
        {
            lock (_lock)
            {
                return (int)_limit;
            }
        }
    }

    /// <summary>A phase's turn is over.</summary>
    /// <param name="sessions">All sessions of the loop.</param>
    public void TurnTook(int phase, TimeSpan elapsed, bool late, int sessions)
    {
        lock (_lock)
        {
            _busy[phase] += Smoothing * ((elapsed / turn) - _busy[phase]);
            _limit = late ? Math.Max(1, Math.Min(_limit, sessions * Decrease)) : Math.Min(maxSessions, _limit + _increase);
        }
    }

    /// <summary>Why there is no room beside this many sessions; null when there is.</summary>
    public Refusal? Ask(int sessions)
    {
        if (sessions >= maxSessions)
        {
            return new Refusal($"All {maxSessions} sessions of this host are in use (Interaction:MaxSessions). Try again when one has ended.", RetryWhenFull);
        }

        lock (_lock)
        {
            if (sessions >= _limit)
            {
                double seconds = Math.Max(1, Math.Ceiling(sessions + 1 - _limit));
                return new Refusal($"Turns were late with {sessions} sessions, so no more are let in for the moment. Try again in {seconds:0} s.", TimeSpan.FromSeconds(seconds));
            }

            double load = _busy.Sum();
            return sessions > 0 && load * (sessions + 1) / sessions > MostLoad
                ? new Refusal($"The {sessions} sessions of this host take {load:P0} of each turn; one more would be late. Try again when one has ended.", RetryWhenFull)
                : null;
        }
    }
}
