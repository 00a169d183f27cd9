using AgentHost.Talk;
using InteractionCore.Injections;
using InteractionCore.Sessions;
using InteractionCore.Turns;

namespace AgentHost.Tests.Talk;

public sealed class LaneStripTests
{
    private readonly LaneStrip _lanes = new(colours: false);

    [Fact]
    public void Words_stand_where_they_begin_and_move_left_with_time()
    {
        _lanes.Add(new InputTranscript(1_000, " hello", 1_000));
        _lanes.Add(Turn(2_000));
        int before = Lane("hears").IndexOf("hello", StringComparison.Ordinal);
        _lanes.Add(Turn(3_000));

        Assert.Equal(10, before - Lane("hears").IndexOf("hello", StringComparison.Ordinal));
    }

    [Fact]
    public void Words_that_would_lie_on_each_other_follow_each_other()
    {
        _lanes.Add(new OutputTranscript(1_000, 0, " fourteen", 1_000, Backchannel: false));
        _lanes.Add(new OutputTranscript(1_200, 0, " degrees", 1_200, Backchannel: false));
        _lanes.Add(Turn(2_000));

        Assert.Contains("fourteen degrees", Lane("says"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_voice_is_drawn_as_loud_as_it_is()
    {
        _lanes.Hear(500, 1);
        _lanes.Hear(600, .02f);
        _lanes.Add(Turn(1_000));

        Assert.Contains("█▂", Lane("you"), StringComparison.Ordinal);
    }

    [Fact]
    public void Speech_that_is_taken_back_is_no_longer_drawn()
    {
        AudioChunk chunk = AudioChunk.Rent(4_800);
        chunk.Samples.Fill(.9f);
        _lanes.Add(new AudioDelta(1_000, 0, 1_000, chunk));
        _lanes.Add(new OutputCleared(1_000, 1));
        _lanes.Add(Turn(1_200));
        chunk.Dispose();

        Assert.DoesNotContain("█", Lane("voice"), StringComparison.Ordinal);
        Assert.Contains("✂", Lane("says"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_agents_work_is_told_from_request_to_end()
    {
        _lanes.Add(new DelegationCreated(1_000, "d1", "weather in paris"));
        _lanes.Add(new DelegationUpdated(1_200, "d1", new DelegationUpdate(DelegationStatus.Running, "get_weather", Arguments: "{}")));
        _lanes.Add(new DelegationUpdated(2_000, "d1", new DelegationUpdate(DelegationStatus.Completed)));
        _lanes.Add(Turn(6_000));

        Assert.Contains("weather in paris → get_weather ✓", Lane("asks"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(80)]
    [InlineData(400)]
    public void No_line_is_wider_than_the_terminal(int width)
    {
        _lanes.Add(new InputTranscript(100, new string('x', 600), 100));
        _lanes.Add(Turn(60_000));

        Assert.All(_lanes.Render(width), line => Assert.True(line.Length <= Math.Max(width, 28), line));
    }

    [Fact]
    public void An_hour_later_the_lanes_are_as_at_the_start()
    {
        _lanes.Hear(1_000, 1);
        _lanes.Add(Turn(3_600_000));

        Assert.DoesNotContain("█", Lane("you"), StringComparison.Ordinal);
    }

    private static TurnTimed Turn(long timeMs) => new(timeMs, timeMs / 200, 10, Late: false);

    private string Lane(string name) => _lanes.Render(80).Single(line => line.StartsWith(name, StringComparison.Ordinal));
}
