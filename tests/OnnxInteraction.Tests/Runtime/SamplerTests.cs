using OnnxInteraction.Runtime;

namespace OnnxInteraction.Tests.Runtime;

public sealed class SamplerTests
{
    [Fact]
    public void Greedy_takes_the_best() => Assert.Equal(1, new Sampler(0, 0).Pick([0, 3, 1]));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Logits_that_are_no_numbers_are_a_failure(float logit) => Assert.Equal(-1, new Sampler(0, 0).Pick([logit, logit]));

    [Fact]
    public void An_infinite_logit_is_a_failure_too() => Assert.Equal(-1, new Sampler(1, 0).Pick([0, float.PositiveInfinity]));

    [Fact]
    public void Chance_follows_the_temperature()
    {
        var sampler = new Sampler(temperature: 1, seed: 4);
        float[] logits = [MathF.Log(0.7f), MathF.Log(0.3f)];

        double share = Enumerable.Range(0, 10_000).Count(_ => sampler.Pick(logits) == 0) / 10_000.0;

        Assert.InRange(share, 0.68, 0.72);
    }

    [Fact]
    public void The_same_seed_gives_the_same_tokens()
    {
        float[] logits = [1, 2, 3, 2];
        var first = new Sampler(0.8f, seed: 9);
        var second = new Sampler(0.8f, seed: 9);

        Assert.Equal(Enumerable.Range(0, 50).Select(_ => first.Pick(logits)), Enumerable.Range(0, 50).Select(_ => second.Pick(logits)));
    }
}
