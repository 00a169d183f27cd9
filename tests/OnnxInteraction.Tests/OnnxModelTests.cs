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
        _model = new OnnxModel(Package, _graph, OnnxInteractionPlugin.OpenSight(Package), device, new SilentVoice("none"));
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

        Assert.Equal(" hello nice to hear you", new string(said.WrittenSpan));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(20)]
    public void What_a_session_computes_is_the_same_to_the_last_bit_alone_and_among_others(int others)
    {
        StepSlot alone = _graph.Enter();
        StepSlot[] crowd = [.. Enumerable.Range(0, others + 1).Aggregate(new List<StepSlot>(), (slots, _) => [.. slots, _graph.Enter(slots.LastOrDefault()?.Bank)])];
        var random = new Random(2);
        for (int position = 0; position < 40; position++)
        {
            random.NextBytes(alone.Levels);
            Soften(alone.Levels);
            foreach (StepSlot slot in crowd)
            {
                random.NextBytes(slot.Levels);
                Soften(slot.Levels);
            }

            alone.Levels.CopyTo(crowd[^1].Levels);
            alone.Due = true;
            foreach (StepSlot slot in crowd)
            {
                // The others come and go, so that their lengths differ.
                slot.Due = slot == crowd[^1] || random.Next(2) == 0;
            }

            _graph.Run();

            Assert.Equal(alone.Logits, crowd[^1].Logits);
        }

        static void Soften(Span<byte> levels)
        {
            foreach (ref byte level in levels)
            {
                level &= 31;
            }
        }
    }

    [Fact]
    public void A_session_that_leaves_changes_nothing_for_those_that_stay()
    {
        ModelTurn alone = NewTurn(), leaver = NewTurn(), stayer = NewTurn();
        var random = new Random(2);
        for (int i = 0; i < 20; i++)
        {
            float[] noise = [.. Enumerable.Range(0, alone.AudioIn.Length).Select(_ => (random.NextSingle() - 0.5f) * 0.5f)];
            noise.CopyTo(alone.AudioIn, 0);
            noise.CopyTo(stayer.AudioIn, 0);

            Step(alone);
            LaneToken[] wanted = alone.Tokens.ToArray();
            if (i < 10)
            {
                Step(leaver, stayer);
            }
            else
            {
                leaver.Session.Dispose();
                Step(stayer);
            }

            Assert.Equal(wanted, stayer.Tokens.ToArray());
        }
    }

    [Fact]
    public void The_cache_stays_within_its_window_however_long_the_session()
    {
        StepSlot slot = _graph.Enter();
        for (int position = 0; position < (2 * Package.Card.Shape.Window) + 10; position++)
        {
            slot.Due = true;
            _graph.Run();
            Assert.InRange(slot.CacheLength, 1, Package.Card.Shape.Window);
        }

        Assert.True(float.IsFinite(slot.Logits[0]));
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
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (int i = 0; i < 150; i++)
            {
                Step(turn);
            }
        }));
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
