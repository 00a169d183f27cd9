using AgentHost.Testing;
using InteractionCore.Model;
using OnnxInteraction.Package;
using OnnxInteraction.Perception;
using OnnxInteraction.Runtime;
using OnnxInteraction.Voice;

namespace OnnxInteraction.Tests;

/// <summary>Sound that no microphone should give: heard as well as can be, and it harms nothing that follows.</summary>
public sealed class BadSoundTests
{
    private static readonly AudioCard Card = ModelPackage.Open(Repository.Wren).Card.Audio;

    [Theory]
    [InlineData("clipped")]
    [InlineData("shifted")]
    [InlineData("too loud")]
    [InlineData("not a number")]
    [InlineData("infinite")]
    public void It_leaves_no_trace_in_the_ears(string kind)
    {
        float[] speech = Tone(1_600);
        MelFrontEnd clean = NewEars(), tried = NewEars();
        Process(clean, new float[1_600]);
        Process(tried, [.. speech.Select(sample => Spoil(kind, sample))]);
        // As long as the ears remember.
        Process(clean, new float[Card.Window]);
        Process(tried, new float[Card.Window]);

        Assert.Equal(Process(clean, speech), Process(tried, speech));
    }

    [Fact]
    public void A_shift_is_gone_after_half_a_second()
    {
        float[] speech = Tone(16_000), shifted = [.. speech.Select(sample => sample + .3f)];
        new SoundCleaner().Process(shifted);

        byte[] clean = Process(NewEars(), speech), heard = Process(NewEars(), shifted);

        Assert.All(clean.Zip(heard).Skip(clean.Length / 2), levels => Assert.InRange(levels.Second - levels.First, -1, 1));
    }

    [Fact]
    public void Sound_that_is_clean_stays_as_it_is()
    {
        float[] speech = Tone(16_000), cleaned = [.. speech];
        new SoundCleaner().Process(cleaned);

        Assert.All(speech.Zip(cleaned), pair => Assert.Equal(pair.First, pair.Second, .002f));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1e30f)]
    public void One_bad_sample_is_forgotten(float bad)
    {
        var cleaner = new SoundCleaner();
        float[] sound = [bad, .. new float[16_000]];

        cleaner.Process(sound);

        Assert.All(sound, sample => Assert.InRange(sample, -1, 1));
        Assert.InRange(sound[^1], -1e-4f, 1e-4f);
    }

    [Fact]
    public void A_session_that_hears_it_goes_on()
    {
        ModelPackage package = ModelPackage.Open(Repository.Wren);
        using var model = new OnnxModel(package, new StepGraph(OnnxSessionFactory.Open(package.GraphPath, Device.Cpu, 1, out string device), package.Card), sight: null, device, new SilentVoice("none"));
        var turn = new ModelTurn(model.Layout, model.CreateSession(new ModelSessionOptions()));
        foreach (string kind in (string[])["clipped", "shifted", "too loud", "not a number", "infinite"])
        {
            turn.Clear();
            Tone(turn.AudioIn.Length).Select(sample => Spoil(kind, sample)).ToArray().CopyTo(turn.AudioIn, 0);

            model.Step([turn]);

            Assert.Null(turn.Failure);
        }
    }

    private static float Spoil(string kind, float sample) => kind switch
    {
        "clipped" => Math.Clamp(sample * 50, -1, 1),
        "shifted" => sample + .5f,
        "too loud" => sample * 1e20f,
        "not a number" => float.NaN,
        _ => float.PositiveInfinity,
    };

    /// <summary>Some harmonics, as of a voice.</summary>
    private static float[] Tone(int length) =>
        [.. Enumerable.Range(0, length).Select(i => .1f * (float)(Math.Sin(.3 * i) + Math.Sin(.6 * i) + Math.Sin(1.1 * i)))];

    private static MelFrontEnd NewEars() => new(Card, new MelFilters(Card));

    private static byte[] Process(MelFrontEnd ears, float[] pcm)
    {
        float[] whole = [.. pcm, .. new float[(Card.Hop - (pcm.Length % Card.Hop)) % Card.Hop]];
        var levels = new byte[whole.Length / Card.Hop * Card.Bands];
        ears.Process(whole, levels);
        return levels;
    }
}
