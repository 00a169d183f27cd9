using AgentHost.Testing;
using InteractionCore.Injections;
using InteractionCore.Model;
using Microsoft.ML.OnnxRuntime;
using OnnxInteraction.Package;
using OnnxInteraction.Runtime;
using OnnxInteraction.Voice;

namespace OnnxInteraction.Tests;

/// <summary>Runs the shipped model on the CPU.</summary>
public sealed class OnnxModelTests : IDisposable
{
    private static readonly ModelPackage Package = ModelPackage.Open(Repository.Wren);

    private readonly StepGraph _graph;
    private readonly OnnxModel _model;

    public OnnxModelTests()
    {
        InferenceSession session = OnnxSessionFactory.Open(Package.GraphPath, Device.Cpu, 1, out string device);
        _graph = new StepGraph(session, Package.Card);
        _model = new OnnxModel(Package, _graph, device, new SilentVoice("none"));
    }

    [Fact]
    public void The_network_computes_what_it_computed_in_the_trainer()
    {
        (float difference, int otherTokens) = SelfTester.CompareNetwork(_graph, Package.Card, Package.ReadSelfTest()!);

        Assert.InRange(difference, 0, ModelHealth.Tolerance(Package.Card));
        Assert.InRange(otherTokens, 0, Package.Card.Precision == "fp32" ? 0 : 3);
    }

    [Fact]
    public void A_typed_greeting_is_answered()
    {
        ModelTurn turn = NewTurn();
        Queue<int> greeting = new(turn.Session.Encode(new Injection(InjectionKind.UserText, "hello")));
        var said = new System.Buffers.ArrayBufferWriter<char>();

        for (int i = 0; i < 15; i++)
        {
            turn.ContextCount = 0;
            while (turn.ContextCount < turn.Context.Length && greeting.TryDequeue(out int token))
            {
                turn.Context[turn.ContextCount++] = token;
            }

            Step(turn);
            foreach (LaneToken token in turn.Tokens)
            {
                if (token.Lane is Lane.Say)
                {
                    turn.Session.Decode(token, said);
                }
            }
        }

        Assert.Equal(" hello", new string(said.WrittenSpan));
    }

    [Fact]
    public void What_a_session_writes_does_not_depend_on_the_others()
    {
        ModelTurn alone = NewTurn(), first = NewTurn(), second = NewTurn();
        var random = new Random(2);
        for (int i = 0; i < 20; i++)
        {
            float[] noise = [.. Enumerable.Range(0, alone.AudioIn.Length).Select(_ => (random.NextSingle() - 0.5f) * 0.5f)];
            float[] other = [.. Enumerable.Range(0, alone.AudioIn.Length).Select(_ => random.NextSingle() - 0.5f)];
            noise.CopyTo(alone.AudioIn, 0);
            noise.CopyTo(second.AudioIn, 0);
            other.CopyTo(first.AudioIn, 0);

            Step(alone);
            LaneToken[] wanted = alone.Tokens.ToArray();
            Step(first, second);

            Assert.Equal(wanted, second.Tokens.ToArray());
        }
    }

    [Fact]
    public void The_cache_stays_within_its_window_however_long_the_session()
    {
        using AttentionCache cache = _graph.CreateCache();
        for (int position = 0; position < (2 * Package.Card.Shape.Window) + 10; position++)
        {
            _graph.Run(cache, position);
            Assert.InRange(cache.Length, 1, Package.Card.Shape.Window);
        }

        Assert.True(float.IsFinite(_graph.Logits[0]));
    }

    [Fact]
    public void A_silent_turn_allocates_nothing()
    {
        ModelTurn turn = NewTurn();
        for (int i = 0; i < 50; i++)
        {
            Step(turn);
        }

        // Steps through a whole window, so that moving the cache's rows is among them.
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 150; i++)
        {
            Step(turn);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    public void Dispose() => _model.Dispose();

    private ModelTurn NewTurn() => new(_model.Layout, _model.CreateSession(new ModelSessionOptions()));

    private void Step(params ReadOnlySpan<ModelTurn> turns)
    {
        foreach (ModelTurn turn in turns)
        {
            turn.Clear();
        }

        _model.Step(turns);
    }
}
