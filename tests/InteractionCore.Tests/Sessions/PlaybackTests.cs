using InteractionCore.Sessions;

namespace InteractionCore.Tests.Sessions;

public sealed class PlaybackTests
{
    private readonly Transcript _transcript = new();
    private readonly Playback _playback;

    public PlaybackTests()
    {
        _playback = new Playback(_transcript) { NowMs = 1_000 };
        _transcript.Add(Speaker.Model, " one", 200);
        _transcript.Add(Speaker.Model, " two", 600);
        _transcript.Add(Speaker.Model, " three", 900);
        _transcript.Add(Speaker.Model, " four", 1_100);
    }

    [Fact]
    public void Without_acknowledgements_speech_was_heard_when_the_timeline_says()
    {
        _playback.Clear(1, 1_000);

        Assert.Equal("one two three", Said());
    }

    [Fact]
    public void A_client_that_plays_behind_has_heard_less()
    {
        _playback.Acknowledge(500);

        _playback.Clear(1, 1_000);

        Assert.Equal("one", Said());
    }

    [Fact]
    public void An_acknowledgement_of_long_ago_tells_how_far_behind_the_client_is_not_where()
    {
        _playback.NowMs = 400;
        _playback.Acknowledge(300);

        _playback.Clear(1, 1_000);

        Assert.Equal("one two three", Said());
    }

    [Fact]
    public void Word_that_comes_after_the_clear_still_counts()
    {
        _playback.Clear(1, 1_000);
        _transcript.Add(Speaker.Model, " again", 1_300);

        _playback.Acknowledge(650);

        Assert.Equal("one two again", Said());
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Nonsense_is_no_more_than_a_wrong_place(long playedMs)
    {
        _playback.Acknowledge(playedMs);

        _playback.Clear(1, 1_000);

        Assert.Equal(playedMs > 0 ? "one two three" : "", Said());
    }

    private string Said() => string.Join(' ', _transcript.Snapshot().Select(entry => entry.Text));
}
