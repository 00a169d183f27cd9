namespace AgentHost.Tests.Dialects;

/// <summary>
/// Twelve real seconds over a bad network and real sockets: 300 ms of jitter both ways, one chunk in twenty missing, and two seconds in which
/// nothing passes. What ten minutes of it do to the timeline is in NetworkTimelineTests, in virtual time.
/// </summary>
public sealed class BadNetworkTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(12), StallAt = TimeSpan.FromSeconds(5), Stall = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task After_a_stall_answers_are_as_quick_as_before_and_no_turn_is_taken_twice()
    {
        using var model = new EarModel();
        await using ScriptedHost host = await ScriptedHost.StartAsync(model);
        await using BadNetwork network = await BadNetwork.StartAsync(host.Address);
        network.Jitter = TimeSpan.FromMilliseconds(300);
        network.Loss = .05;

        EarReport report = await EarProbe.RunAsync(network.Address, Duration, at =>
        {
            if (at == StallAt)
            {
                network.Stall(Stall);
            }
        });

        // A turn and its cushion, twice the jitter, and what a busy machine adds.
        const double Usual = 240 + 600 + 700;
        double recovered = (StallAt + Stall + TimeSpan.FromSeconds(1)).TotalMilliseconds;
        Mark[] before = [.. report.Marks.Where(mark => mark.SaidMs < StallAt.TotalMilliseconds)], after = [.. report.Marks.Where(mark => mark.SaidMs >= recovered)];
        Assert.NotEmpty(before);
        Assert.NotEmpty(after);
        Assert.InRange(EarReport.Median([.. before.Select(mark => mark.RoundTripMs)]), 0, Usual);
        Assert.InRange(EarReport.Median([.. after.Select(mark => mark.RoundTripMs)]), 0, Usual);
        Assert.Equal(report.Marks.OrderBy(mark => mark.HeardMs), report.Marks);
        Assert.InRange(model.Turns, 1, (long)((Duration.TotalMilliseconds + 4_000) / 200));
        Assert.True(report.Notices > 0, "Two seconds came too late, and the client was not told.");
    }
}
