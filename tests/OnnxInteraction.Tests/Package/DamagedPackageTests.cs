using System.Text.Json.Nodes;
using AgentHost.Testing;
using InteractionCore.Model;
using Microsoft.ML.OnnxRuntime;
using OnnxInteraction.Package;
using OnnxInteraction.Runtime;
using OnnxInteraction.Voice;

namespace OnnxInteraction.Tests.Package;

/// <summary>The shipped package, damaged: each time the message names the file, what was found, and the next move.</summary>
public sealed class DamagedPackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_graph_of_another_operator_set_is_refused_with_its_version()
    {
        var graph = new OnnxFile(File.ReadAllBytes(ModelPackage.Open(Repository.Wren).GraphPath));
        graph.SetOperatorSets(99);

        string refusal = RefusalOfGraph(graph.Bytes);

        Assert.Contains("99", refusal, StringComparison.Ordinal);
        Assert.Contains("export the package again", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(100, 0)]
    [InlineData(0, 1_000)]
    public void A_graph_that_is_cut_or_overwritten_is_refused(int kept, int zeroed)
    {
        byte[] graph = File.ReadAllBytes(ModelPackage.Open(Repository.Wren).GraphPath);
        graph.AsSpan(0, zeroed).Clear();

        string refusal = RefusalOfGraph(zeroed > 0 ? graph : graph[..kept]);

        Assert.Contains("wren.onnx' cannot be loaded", refusal, StringComparison.Ordinal);
        Assert.Contains("export the package again", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shape", "headSize", 4, "'cos' is ")]
    [InlineData("shape", "layers", 1, "has more layers than the card's 1")]
    [InlineData("audio", "bands", 40, "'levels' is ")]
    public void A_card_that_tells_another_shape_is_refused_with_both_numbers(string part, string name, int value, string problem)
    {
        CopyPackage(card => card[part]![name] = value);
        ModelPackage package = ModelPackage.Open(_folder.Path);
        using InferenceSession session = OnnxSessionFactory.Open(package.GraphPath, Device.Cpu, 1, out _);

        string refusal = Assert.Throws<ModelPackageException>(() => new StepGraph(session, package.Card)).Message;

        Assert.Contains(problem, refusal, StringComparison.Ordinal);
        Assert.Contains("'model.json'", refusal, StringComparison.Ordinal);
        Assert.Contains("Export the package again", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "cannot be read")]
    [InlineData("null", "cannot be read")]
    [InlineData(null, "cannot be read")]
    public void A_damaged_self_test_is_named(string? content, string problem)
    {
        CopyPackage(_ => { });
        string path = Path.Combine(_folder.Path, "self-test.json");
        File.Delete(path);
        if (content is not null)
        {
            File.WriteAllText(path, content);
        }

        string refusal = Assert.Throws<ModelPackageException>(() => ModelPackage.Open(_folder.Path).ReadSelfTest()).Message;

        Assert.Contains(path, refusal, StringComparison.Ordinal);
        Assert.Contains(problem, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_self_test_of_another_length_is_refused()
    {
        CopyPackage(_ => { });
        string path = Path.Combine(_folder.Path, "self-test.json");
        JsonObject test = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        test["positions"] = test["positions"]!.GetValue<int>() + 1;
        File.WriteAllText(path, test.ToJsonString());

        string refusal = Assert.Throws<ModelPackageException>(() => ModelPackage.Open(_folder.Path).ReadSelfTest()).Message;

        Assert.Contains("positions long", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_no_numbers_end_the_session_with_a_reason()
    {
        CopyPackage(_ => { });
        ModelPackage package = ModelPackage.Open(_folder.Path);
        var graph = new OnnxFile(File.ReadAllBytes(package.GraphPath));
        Assert.True(graph.PoisonWeights() > 0);
        File.WriteAllBytes(package.GraphPath, graph.Bytes);
        InferenceSession session = OnnxSessionFactory.Open(package.GraphPath, Device.Cpu, 1, out string device);
        using var model = new OnnxModel(package, new StepGraph(session, package.Card), sight: null, device, new SilentVoice("none"));
        var turn = new ModelTurn(model.Layout, model.CreateSession(new ModelSessionOptions()));

        model.Step([turn]);

        Assert.StartsWith("The network's output is not a number", turn.Failure, StringComparison.Ordinal);
        Assert.Equal((0, 0), (turn.TokenCount, turn.AudioSamples));
    }

    public void Dispose() => _folder.Dispose();

    private string RefusalOfGraph(byte[] graph)
    {
        string path = Path.Combine(_folder.Path, "wren.onnx");
        File.WriteAllBytes(path, graph);
        return Assert.Throws<ModelPackageException>(() => OnnxSessionFactory.Open(path, Device.Cpu, 1, out _)).Message;
    }

    private void CopyPackage(Action<JsonObject> change)
    {
        foreach (string file in Directory.GetFiles(Repository.Wren))
        {
            File.Copy(file, Path.Combine(_folder.Path, Path.GetFileName(file)));
        }

        string path = Path.Combine(_folder.Path, ModelPackage.CardName);
        JsonObject card = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(card);
        File.WriteAllText(path, card.ToJsonString());
    }
}
