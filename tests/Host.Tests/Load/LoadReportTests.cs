using AgentHost.Load;
using InteractionCore.Model;
using InteractionCore.Sessions;

namespace AgentHost.Tests.Load;

public sealed class LoadReportTests
{
    private static readonly ModelDescription Model = new("wren", "CPU", "none", Speaks: false);
    private static readonly TurnTimes InTime = new(1_000, Late: 1, P50Ms: 20, P99Ms: 40, MaxMs: 210, JitterP99Ms: 1.5, JitterMaxMs: 3);

    private readonly StringWriter _output = new();

    [Fact]
    public void Turns_in_time_until_the_host_refused_are_what_the_machine_carries()
    {
        Report(InTime, new Refusal("The 24 sessions take 78 %.", TimeSpan.FromSeconds(30)));

        Assert.Contains("the next was refused: The 24 sessions take 78 %.", _output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("Verdict: this machine carries 24 live sessions of wren.\n", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_refusal_there_was_room_for_more()
    {
        Report(InTime, refusal: null);

        Assert.Contains("had room for more", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 40)]
    [InlineData(0, 201)]
    public void More_than_one_late_turn_in_a_thousand_or_a_slow_hundredth_is_too_many(int late, double p99)
    {
        Report(InTime with { Late = late, P99Ms = p99 }, refusal: null);

        Assert.Contains("too many for this machine", _output.ToString(), StringComparison.Ordinal);
    }

    private void Report(TurnTimes turns, Refusal? refusal) => new LoadReport(_output, TimeProvider.System).End(Model, new LoadResult(
        24, TimeSpan.FromSeconds(20), turns, TimeSpan.FromMilliseconds(200), refusal, Processor: .6, BytesPerSession: 2_000_000, Cache: default, Stopped: false));
}
