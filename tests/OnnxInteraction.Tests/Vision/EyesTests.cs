using InteractionCore.Model;
using OnnxInteraction.Package;
using OnnxInteraction.Vision;

namespace OnnxInteraction.Tests.Vision;

/// <summary>The shipped model's eyes.</summary>
public sealed class EyesTests : IDisposable
{
    private static readonly ModelPackage Package = ModelPackage.Open(AgentHost.Testing.Repository.Wren);

    private readonly SightGraph _graph = OnnxInteractionPlugin.OpenSight(Package)!;
    private readonly Eyes _eyes;

    public EyesTests() => _eyes = new Eyes(_graph);

    [Fact]
    public void They_see_what_the_trainers_saw() => Assert.InRange(SelfTester.CompareEyes(_graph, Package.ReadSelfTest()!), 0, 1e-3f);

    [Fact]
    public void A_picture_is_taken_once()
    {
        var sight = new float[_graph.Card.PictureWidth];
        _eyes.Look(Package.ReadSelfTest()!.Picture!);

        _eyes.Take(sight);
        Assert.Equal(1, sight[^1]);

        _eyes.Take(sight);
        Assert.All(sight, number => Assert.Equal(0, number));
    }

    [Fact]
    public void A_picture_that_cannot_be_read_leaves_the_last_one()
    {
        var sight = new float[_graph.Card.PictureWidth];
        _eyes.Look(Package.ReadSelfTest()!.Picture!);

        Assert.Throws<FrameException>(() => _eyes.Look(new VideoFrame(new byte[] { 1, 2, 3 }, "image/jpeg")));
        _eyes.Take(sight);

        Assert.Equal(1, sight[^1]);
    }

    [Fact]
    public void Pictures_that_come_late_are_no_ones()
    {
        _eyes.Dispose();

        _eyes.Look(new VideoFrame(new byte[] { 1, 2, 3 }, "image/jpeg"));
    }

    public void Dispose()
    {
        _eyes.Dispose();
        _graph.Dispose();
    }
}
