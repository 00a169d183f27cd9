using Microsoft.Extensions.Logging.Abstractions;
using OnnxInteraction.Voice;

namespace OnnxInteraction.Tests.Voice;

/// <summary>Runs the real espeak-ng, which test.sh installs.</summary>
public sealed class EspeakVoiceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_vocabulary_is_ready_before_it_is_needed()
    {
        await using EspeakVoice voice = Create("it", "is", "sunny", "the", "a");

        Assert.All(await Task.WhenAll(new[] { "it", "is", "sunny", "the", "a" }.Select(word => SamplesAsync(voice, word))),
            samples => Assert.InRange(samples.Length, 24_000 / 20, 24_000));
    }

    [Fact]
    public async Task Other_text_is_made_when_it_is_needed()
    {
        await using EspeakVoice voice = Create("it");

        float[] samples = await SamplesAsync(voice, "reykjavik harbour");

        Assert.InRange(samples.Length, 24_000 / 2, 3 * 24_000);
        Assert.InRange(samples.Max(), 0.05f, 1);
    }

    [Fact]
    public async Task Text_cannot_smuggle_in_phonemes_or_break_the_voice()
    {
        await using EspeakVoice voice = Create("it");

        Assert.NotEmpty(await SamplesAsync(voice, "[[nonsense"));
        Assert.NotEmpty(await SamplesAsync(voice, "fine"));
    }

    private static EspeakVoice Create(params string[] vocabulary) =>
        EspeakVoice.TryCreate("en-us", 24_000, new Dictionary<string, string>(), vocabulary, NullLogger.Instance)
        ?? throw new InvalidOperationException("espeak-ng is not installed; run ./test.sh, or apt-get install espeak-ng.");

    private static async Task<float[]> SamplesAsync(EspeakVoice voice, string text)
    {
        Sound sound = voice.Speak(text);
        using var timeout = new CancellationTokenSource(Patience);
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (sound.Samples is null)
        {
            await poll.WaitForNextTickAsync(timeout.Token);
        }

        return sound.Samples;
    }
}
