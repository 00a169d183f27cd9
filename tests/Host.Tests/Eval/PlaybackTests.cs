using AgentHost.Eval.Client;
using AgentHost.Eval.Scoring;

namespace AgentHost.Tests.Eval;

public sealed class PlaybackTests
{
    private readonly Playback _playback = new();

    [Fact]
    public void Audio_plays_when_it_arrives_or_after_the_piece_before()
    {
        _playback.Add(arrivalMs: 250, sessionMs: 200, Sound(200));
        _playback.Add(arrivalMs: 430, sessionMs: 400, Sound(200));
        _playback.Add(arrivalMs: 900, sessionMs: 600, Sound(200));

        Assert.Equal([300, 450, 900], new long?[] { _playback.HeardAt(250, 0), _playback.HeardAt(400, 0), _playback.HeardAt(600, 0) });
    }

    [Fact]
    public void What_is_cleared_is_not_heard()
    {
        _playback.Add(arrivalMs: 1_000, sessionMs: 1_000, Sound(400));
        _playback.Clear(arrivalMs: 1_150);
        _playback.Add(arrivalMs: 2_000, sessionMs: 2_000, Sound(100));

        Assert.Equal(1_100, _playback.HeardAt(1_100, 0));
        Assert.Null(_playback.HeardAt(1_300, 0));
        Assert.Equal([new Stretch(1_000, 1_150), new Stretch(2_000, 2_100)], _playback.Speech());
    }

    [Fact]
    public void Silence_within_audio_is_no_speech_and_short_silence_does_not_divide_it()
    {
        _playback.Add(0, 0, [.. Sound(100), .. new float[16 * 500], .. Sound(100), .. new float[16 * 200], .. Sound(100)]);

        Assert.Equal([new Stretch(0, 100), new Stretch(600, 1_000)], _playback.Speech());
    }

    [Fact]
    public void The_first_word_of_a_stretch_begins_with_its_sound()
    {
        List<TimedWord> words = [new("let", 1_060, 1_160), new("me", 1_160, 1_400), new("it", 3_000, 3_200), new("is", 3_200, 3_300), new("late", 9_000, 9_200)];

        List<TimedWord> heard = ConversationLog.AtOnsets(words, [new(820, 1_850), new(3_050, 4_000), new(8_000, 9_500)]);

        Assert.Equal([820, 1_160, 3_050, 3_200, 9_000], heard.Select(word => word.StartMs));
    }

    [Fact]
    public void A_word_without_audio_is_heard_when_it_comes() => Assert.Equal(777, _playback.HeardAt(600, otherwiseMs: 777));

    private static float[] Sound(int ms) => [.. Enumerable.Repeat(.1f, 16 * ms)];
}
