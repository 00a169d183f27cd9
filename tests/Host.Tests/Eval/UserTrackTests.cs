using AgentHost.Eval.Client;
using AgentHost.Eval.Scenarios;
using AgentHost.Eval.Scoring;
using AgentHost.Eval.Suites;

namespace AgentHost.Tests.Eval;

public sealed class UserTrackTests
{
    private readonly float[] _chunk = new float[320];
    private long? _wordMs;

    [Fact]
    public void Parts_begin_at_their_time_or_after_the_one_before()
    {
        UserTrack track = Track(new SpokenPart { Wav = "", AtMs = 50 }, new SpokenPart { Wav = "", AfterMs = 30 });

        float[] heard = Read(track, 20);

        Assert.Equal([new Stretch(50, 150), new Stretch(180, 280)], track.Begun);
        Assert.Equal((0, .5f, .5f, 0, .5f), (heard[16 * 49], heard[16 * 50], heard[(16 * 150) - 1], heard[16 * 150], heard[16 * 180]));
        Assert.True(track.IsOver);
    }

    [Fact]
    public void A_part_waits_for_the_models_word()
    {
        UserTrack track = Track(new SpokenPart { Wav = "", AfterWords = 3, AfterMs = 40 });
        Read(track, 10);
        Assert.Empty(track.Begun);

        _wordMs = 190;
        Read(track, 10);

        Assert.Equal([new Stretch(230, 330)], track.Begun);
    }

    [Fact]
    public void A_word_that_never_comes_ends_the_track()
    {
        UserTrack track = Track(new SpokenPart { Wav = "", AfterWords = 3 });

        Read(track, 15_000 / 20);
        Assert.False(track.IsOver);
        Read(track, 10);

        Assert.True(track.IsOver);
        Assert.Empty(track.Begun);
    }

    private UserTrack Track(params SpokenPart[] parts) => new(
        new LoadedScenario("turn/1", new Scenario { Suite = "turn", Parts = parts }, Suite.All["turn"], parts, [.. parts.Select(_ => Enumerable.Repeat(.5f, 1_600).ToArray())]),
        _ => _wordMs);

    private float[] Read(UserTrack track, int chunks)
    {
        List<float> all = [];
        for (int i = 0; i < chunks; i++)
        {
            track.Read(_chunk);
            all.AddRange(_chunk);
        }

        return [.. all];
    }
}
