using AgentHost.Eval.Scenarios;

namespace AgentHost.Tests.Eval;

public sealed class SoundMakerTests
{
    public static TheoryData<string> Kinds => [.. SoundMaker.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_seed_makes_the_same_sound_and_another_another(string kind)
    {
        float[] sound = SoundMaker.Make(new MadeSound(kind, 1_500, Seed: 3));

        Assert.Equal(24_000, sound.Length);
        Assert.Equal(.25f, sound.Max(Math.Abs), 4);
        Assert.Equal(sound, SoundMaker.Make(new MadeSound(kind, 1_500, Seed: 3)));
        Assert.NotEqual(sound, SoundMaker.Make(new MadeSound(kind, 1_500, Seed: 4)));
        Assert.All(sound, sample => Assert.True(float.IsFinite(sample)));
        Assert.Equal((0, 0), (sound[0], sound[^1]));
    }

    [Fact]
    public void Brown_noise_is_slower_than_pink_and_pink_than_white()
    {
        double white = Change("white"), pink = Change("pink"), brown = Change("brown");

        Assert.True(white > 1.3 * pink && pink > 1.3 * brown, $"{white:0.000} {pink:0.000} {brown:0.000}");
    }

    /// <summary>How much neighbouring samples differ, as a part of the sound's power.</summary>
    private static double Change(string kind)
    {
        float[] sound = SoundMaker.Make(new MadeSound(kind, 2_000));
        return Math.Sqrt(sound.Zip(sound.Skip(1), (one, next) => Math.Pow(next - one, 2)).Average() / sound.Average(sample => Math.Pow(sample, 2)));
    }
}
