using InteractionCore.Delegation;
using InteractionCore.Sessions;

namespace InteractionCore.Tests.Delegation;

public sealed class UtteranceTests
{
    private const int Rate = 1_000;

    /// <summary>Samples of what is cut, per ms.</summary>
    private const int Cut = ITranscriber.SampleRate / 1_000;

    [Fact]
    public void It_begins_before_its_first_word_and_ends_after_its_last_sound() =>
        Assert.Equal((300 + 2_000 + 300) * Cut, CutFrom([(6_000, 8_000)], User(6_300, 7_900)).Length);

    [Fact]
    public void What_was_said_long_before_is_left_out() =>
        Assert.Equal((300 + 2_000 + 300) * Cut, CutFrom([(1_000, 2_000), (6_000, 8_000)], User(1_300, 1_900), User(6_300, 7_900)).Length);

    [Fact]
    public void A_pause_within_it_ends_nothing() =>
        Assert.Equal((300 + 4_000 + 300) * Cut, CutFrom([(4_000, 5_000), (6_500, 8_000)], User(4_300, 4_900), User(6_800, 7_900)).Length);

    [Fact]
    public void What_the_model_said_in_between_separates() =>
        Assert.Equal((300 + 1_500 + 300) * Cut, CutFrom([(4_000, 5_000), (6_500, 8_000)], User(4_300, 4_900), new TranscriptEntry(Speaker.Model, "yes", 5_500), User(6_800, 7_900)).Length);

    [Fact]
    public void A_first_word_that_the_model_missed_belongs_to_it() =>
        Assert.Equal((300 + 2_000 + 300) * Cut, CutFrom([(6_000, 6_500), (6_700, 8_000)], User(7_900, 7_900)).Length);

    [Fact]
    public void A_humming_room_is_no_speech() =>
        Assert.Equal((300 + 2_000 + 300) * Cut, CutFrom([(6_000, 8_000)], hum: 0.02, User(6_300, 7_900)).Length);

    [Fact]
    public void What_is_longer_than_the_audio_that_is_kept_begins_with_that() =>
        Assert.Equal((8_000 + 300) * Cut, CutFrom([(0, 8_000)], User(-2_000, 7_900)).Length);

    [Fact]
    public void Without_a_heard_word_all_that_is_kept_is_taken() => Assert.Equal((8_000 + 300) * Cut, CutFrom([(7_000, 8_000)]).Length);

    [Fact]
    public void Nobody_spoke_when_it_was_typed() => Assert.Empty(CutFrom([(1_000, 2_000)], User(9_000, 9_000)));

    [Fact]
    public void A_click_is_no_word() => Assert.Empty(CutFrom([(8_500, 8_540)], User(9_000, 9_000)));

    [Fact]
    public void Without_audio_there_is_none() =>
        Assert.Empty(Utterance.Cut(new DelegationRequest { Id = "d1", Task = "weather", Transcript = [User(100, 200)], AudioSampleRate = Rate }));

    private static TranscriptEntry User(long firstMs, long lastMs) => new(Speaker.User, "words", firstMs) { EndMs = lastMs };

    private static float[] CutFrom((int FromMs, int ToMs)[] speech, params TranscriptEntry[] transcript) => CutFrom(speech, hum: 0, transcript);

    /// <summary>Ten seconds of audio with speech, that is a tone, here and there. The session began 5 s before them.</summary>
    private static float[] CutFrom((int FromMs, int ToMs)[] speech, double hum, params TranscriptEntry[] transcript)
    {
        const int Before = 5_000;
        short[] audio = new short[10 * Rate];
        for (int ms = 0; ms < audio.Length; ms++)
        {
            double level = speech.Any(span => ms >= span.FromMs && ms < span.ToMs) ? 0.3 : hum;
            audio[ms] = (short)(level * Math.Sin(ms * 0.9) * short.MaxValue);
        }

        return Utterance.Cut(new DelegationRequest
        {
            Id = "d1",
            Task = "weather",
            Audio = audio,
            AudioSampleRate = Rate,
            AudioEndMs = Before + audio.Length,
            Transcript = [.. transcript.Select(entry => entry with { StartMs = entry.StartMs + Before, EndMs = entry.EndMs + Before })],
        });
    }
}
