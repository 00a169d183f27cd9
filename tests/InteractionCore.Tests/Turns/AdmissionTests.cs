using InteractionCore.Turns;

namespace InteractionCore.Tests.Turns;

public sealed class AdmissionTests
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(200);

    private readonly Admission _admission = new(maxSessions: 10, Turn, phases: 2);

    [Fact]
    public void An_idle_host_lets_sessions_in_up_to_its_limit()
    {
        Assert.Null(_admission.Ask(0));
        Assert.Null(_admission.Ask(9));
        Assert.StartsWith("All 10 sessions", _admission.Ask(10)!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void One_more_is_refused_when_steps_would_leave_no_room()
    {
        // Both phases together take 150 of 200 ms for four sessions; a fifth would make it 187.
        RunTurns(100, TimeSpan.FromMilliseconds(75), sessions: 4);

        Assert.Equal(.75, _admission.Load, precision: 3);
        Assert.Contains("take 75 % of each turn", _admission.Ask(4)!.Reason.Replace("75%", "75 %", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void One_more_is_let_in_when_steps_leave_room()
    {
        RunTurns(100, TimeSpan.FromMilliseconds(40), sessions: 4);

        Assert.Null(_admission.Ask(4));
    }

    [Fact]
    public void After_late_turns_fewer_are_let_in_and_one_more_each_second()
    {
        _admission.TurnTook(0, TimeSpan.FromMilliseconds(10), late: true, sessions: 5);

        Assert.Contains("late with 5 sessions", _admission.Ask(5)!.Reason, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(2), _admission.Ask(5)!.RetryAfter);

        RunTurns(8, TimeSpan.FromMilliseconds(10), sessions: 5);

        Assert.Null(_admission.Ask(5));
    }

    [Fact]
    public void A_phase_that_empties_stops_counting()
    {
        RunTurns(100, TimeSpan.FromMilliseconds(75), sessions: 4);
        for (int i = 0; i < 100; i++)
        {
            _admission.TurnTook(0, TimeSpan.Zero, late: false, sessions: 2);
        }

        Assert.Equal(.375, _admission.Load, precision: 3);
    }

    private void RunTurns(int count, TimeSpan phaseTook, int sessions)
    {
        for (int i = 0; i < count; i++)
        {
            _admission.TurnTook(0, phaseTook, late: false, sessions);
            _admission.TurnTook(1, phaseTook, late: false, sessions);
        }
    }
}
