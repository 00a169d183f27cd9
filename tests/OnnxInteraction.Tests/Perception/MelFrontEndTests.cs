using AgentHost.Testing;
using OnnxInteraction.Package;
using OnnxInteraction.Perception;

namespace OnnxInteraction.Tests.Perception;

public sealed class MelFrontEndTests
{
    private readonly ModelPackage _package = ModelPackage.Open(Repository.Wren);

    private AudioCard Audio => _package.Card.Audio;

    [Fact]
    public void Levels_equal_those_of_the_trainer() => Assert.InRange(SelfTester.CompareEars(_package.Card, _package.ReadSelfTest()!), 0, 0.005);

    [Fact]
    public void Silence_is_level_zero() => Assert.All(Levels(new float[Audio.SamplesPerTurn]), level => Assert.Equal(0, level));

    [Fact]
    public void Broken_samples_are_heard_as_silence_not_as_noise() =>
        Assert.All(Levels([.. Enumerable.Repeat(float.NaN, Audio.SamplesPerTurn)]), level => Assert.Equal(0, level));

    [Fact]
    public void Turn_by_turn_is_the_same_as_at_once()
    {
        var random = new Random(1);
        float[] pcm = [.. Enumerable.Range(0, 5 * Audio.SamplesPerTurn).Select(_ => random.NextSingle() - 0.5f)];
        byte[] whole = Levels(pcm);

        MelFrontEnd ears = Create();
        byte[] pieces = [.. Enumerable.Range(0, 5).SelectMany(turn => Levels(pcm[(turn * Audio.SamplesPerTurn)..((turn + 1) * Audio.SamplesPerTurn)], ears))];

        Assert.Equal(whole, pieces);
    }

    private MelFrontEnd Create() => new(Audio, new MelFilters(Audio));

    private byte[] Levels(float[] pcm, MelFrontEnd? ears = null)
    {
        var levels = new byte[pcm.Length / Audio.Hop * Audio.Bands];
        (ears ?? Create()).Process(pcm, levels);
        return levels;
    }
}
