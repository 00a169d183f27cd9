using InteractionCore.Sessions;

namespace InteractionCore.Tests.Sessions;

public sealed class TurnStatisticsTests
{
    [Fact]
    public void Quantiles_are_the_upper_edges_of_half_millisecond_buckets()
    {
        var turns = new TurnStatistics();
        for (int i = 0; i < 99; i++)
        {
            turns.Add(TimeSpan.FromMilliseconds(10.2), late: false);
        }

        turns.Add(TimeSpan.FromMilliseconds(250.1), late: true);

        Assert.Equal(10.5, turns.Quantile(.5));
        Assert.Equal(10.5, turns.Quantile(.99));
        Assert.Equal(250.1, turns.Quantile(1));
        Assert.Equal((100, 1, 250.1), (turns.Count, turns.Late, turns.MaxMs));
    }

    [Fact]
    public void Without_turns_there_is_no_duration() => Assert.Equal(0, new TurnStatistics().Quantile(.5));
}
