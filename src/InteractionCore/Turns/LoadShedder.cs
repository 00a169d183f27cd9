using InteractionCore.Sessions;

namespace InteractionCore.Turns;

/// <summary>
/// Decides which optional work is left out. Load raises the level at once, a late turn by one step; it falls one step after a
/// second of calm, so that it does not swing.
/// </summary>
/// <remarks>Written by the loop, read by anyone.</remarks>
internal sealed class LoadShedder(int turnsPerSecond)
{
    /// <summary>A level is left when load is this far below what it began at.</summary>
    private const double Margin = .1;

    private static readonly double[] BeginsAt = [0, .7, .85, 1];

    private volatile Shedding _level;
    private int _calm;

    public Shedding Level => _level;

    /// <summary>A phase's turn is over.</summary>
    /// <param name="load">The part of each turn that steps take.</param>
    public void TurnTook(double load, bool late)
    {
        Shedding level = _level, wanted = WantedAt(load);
        if (late && wanted <= level)
        {
            wanted = (Shedding)Math.Min((int)level + 1, (int)Shedding.NoReports);
        }

        if (wanted > level)
        {
            (_level, _calm) = (wanted, 0);
        }
        else if (level is Shedding.Nothing || load > BeginsAt[(int)level] - Margin)
        {
            _calm = 0;
        }
        else if (++_calm >= turnsPerSecond)
        {
            (_level, _calm) = (level - 1, 0);
        }
    }

    private static Shedding WantedAt(double load)
    {
        int level = BeginsAt.Length - 1;
        while (level > 0 && load < BeginsAt[level])
        {
            level--;
        }

        return (Shedding)level;
    }
}
