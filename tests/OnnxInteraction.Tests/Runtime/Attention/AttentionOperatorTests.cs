using AgentHost.Testing;
using Microsoft.ML.OnnxRuntime;
using OnnxInteraction.Package;
using OnnxInteraction.Runtime;
using OnnxInteraction.Runtime.Attention;

namespace OnnxInteraction.Tests.Runtime.Attention;

public sealed class AttentionOperatorTests
{
    /// <summary>One GroupQueryAttention node that looks back four positions (local_window_size), as onnx.helper writes it.</summary>
    private const string Windowed =
        "CAg69gMK1AEKA3FrdgoACgAKCHBhc3Rfa2V5CgpwYXN0X3ZhbHVlCgxwYXN0X2xlbmd0aHMKDHRvdGFsX2xlbmd0aBIFbWl4ZWQSC3ByZXNlbnRfa2V5Eg1wcmVzZW50X3ZhbHVlIhNHcm91cFF1ZXJ5QXR0ZW50aW9uKhMK"
        + "DGt2X251bV9oZWFkcxgBoAECKhgKEWxvY2FsX3dpbmRvd19zaXplGASgAQIqEAoJbnVtX2hlYWRzGAKgAQIqDwoFc2NhbGUVAACAPqABAToNY29tLm1pY3Jvc29mdBIId2luZG93ZWRaGgoDcWt2EhMKEQgBEg0KAxIBQgoCCAEK"
        + "AghAWiQKCHBhc3Rfa2V5EhgKFggBEhIKAxIBQgoCCAEKAxIBQwoCCBBaJgoKcGFzdF92YWx1ZRIYChYIARISCgMSAUIKAggBCgMSAUMKAggQWhsKDHBhc3RfbGVuZ3RocxILCgkIBhIFCgMSAUJaGgoMdG90YWxfbGVuZ3RoEgoK"
        + "CAgGEgQKAggBYhwKBW1peGVkEhMKEQgBEg0KAxIBQgoCCAEKAgggYicKC3ByZXNlbnRfa2V5EhgKFggBEhIKAxIBQgoCCAEKAxIBQwoCCBBiKQoNcHJlc2VudF92YWx1ZRIYChYIARISCgMSAUIKAggBCgMSAUMKAggQQgQKABAR"
        + "QhEKDWNvbS5taWNyb3NvZnQQAQ==";

    [Theory]
    [InlineData(40)]
    [InlineData(540)]       // beyond the window: the oldest positions have left
    public void The_shipped_model_computes_the_same_with_it_and_without(int positions)
    {
        var package = ModelPackage.Open(Repository.Wren);

        float[] with = Logits(package, threads: 1, positions), without = Logits(package, threads: 2, positions);

        Assert.NotEqual(without, with);
        for (int i = 0; i < with.Length; i++)
        {
            Assert.Equal(without[i], with[i], 1e-3f);
        }
    }

    [Fact]
    public void A_kind_of_attention_it_does_not_know_is_refused_when_the_session_opens()
    {
        using var options = new SessionOptions();
        Assert.True(AttentionOperator.Offer(options));

        var refused = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession(Convert.FromBase64String(Windowed), options));

        Assert.Contains("does not know", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_with_another_kind_of_attention_runs_on_the_runtimes_own()
    {
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, Convert.FromBase64String(Windowed));

        using InferenceSession session = OnnxSessionFactory.Open(path, Device.Cpu, threads: 1, out string description);

        Assert.Equal("CPU", description);
        File.Delete(path);
    }

    /// <summary>What the graph computes after some positions of made-up sound.</summary>
    private static float[] Logits(ModelPackage package, int threads, int positions)
    {
        using var graph = new StepGraph(OnnxSessionFactory.Open(package.GraphPath, Device.Cpu, threads, out _), package.Card);
        StepSlot slot = graph.Enter();
        var random = new Random(3);
        for (int position = 0; position < positions; position++)
        {
            foreach (ref byte level in slot.Levels)
            {
                level = (byte)random.Next(package.Card.Audio.Levels);
            }

            slot.Due = true;
            graph.Run();
        }

        return slot.Logits.ToArray();
    }
}
