using AgentHost.Testing;
using InteractionCore.Turns;

namespace InteractionCore.Tests.Turns;

public sealed class StepWatchTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void A_step_that_does_not_end_is_noticed_within_two_seconds()
    {
        var watch = new StepWatch(_time);
        watch.Begin();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(watch.StuckFor);

        _time.Advance(TimeSpan.FromSeconds(.5));

        Assert.Equal(TimeSpan.FromSeconds(1.5), watch.StuckFor);
    }

    [Fact]
    public void A_step_that_ended_is_not_stuck_however_long_ago()
    {
        var watch = new StepWatch(_time);
        watch.Begin();
        watch.End();

        _time.Advance(TimeSpan.FromHours(1));

        Assert.Null(watch.StuckFor);
    }
}
