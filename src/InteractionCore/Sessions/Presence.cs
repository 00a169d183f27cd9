using InteractionCore.Turns;

namespace InteractionCore.Sessions;

/// <summary>A session's place in the live loop: there from the start, away while it is paused, gone at the end. Thread-safe.</summary>
internal sealed class Presence
{
    private readonly Lock _lock = new();
    private readonly MicroTurnLoop _loop;
    private readonly SessionTurns _turns;
    private bool _away;
    private bool _ended;

    public Presence(MicroTurnLoop loop, SessionTurns turns)
    {
        (_loop, _turns) = (loop, turns);
        loop.Join(turns);
    }

    public void Pause(bool pause)
    {
        lock (_lock)
        {
            if (_ended || pause == _away)
            {
                return;
            }

            _away = pause;
            if (pause)
            {
                _loop.Leave(_turns);
            }
            else
            {
                _loop.Join(_turns);
            }
        }
    }

    public void End()
    {
        lock (_lock)
        {
            _ended = true;
            _loop.Leave(_turns);
        }
    }
}
