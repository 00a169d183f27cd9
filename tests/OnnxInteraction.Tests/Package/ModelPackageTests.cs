using System.Text.Json.Nodes;
using AgentHost.Testing;
using Microsoft.ML.OnnxRuntime;
using OnnxInteraction.Package;
using OnnxInteraction.Runtime;

namespace OnnxInteraction.Tests.Package;

public sealed class ModelPackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_missing_model_names_the_folder_and_the_setting()
    {
        var exception = Assert.Throws<ModelPackageException>(() => ModelPackage.Open("/no/such/model"));

        Assert.Equal("There is no model at '/no/such/model': 'model.json' was not found. Point 'model' of the plugin's settings in plugins.json at a model package.", exception.Message);
    }

    [Fact]
    public void Another_contract_version_is_refused()
    {
        WriteCard(card => card["contract"] = 99);

        Assert.Contains("speaks contract 99; this host speaks contracts 1 to 2", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_with_a_card_is_said_at_once()
    {
        WriteCard(card =>
        {
            card["lanes"]!.AsArray().Add("dance");
            card["controls"]!["yield"] = "<gone>";
            card["audio"]!["levels"] = 1;
            card["graph"] = "missing.onnx";
        });

        string refusal = Refusal();

        Assert.All(["names 'dance'", "lacks '<gone>'", "'audio' does not describe", "'missing.onnx', which is not in the folder"],
            part => Assert.Contains(part, refusal, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"contract":1}""")]
    public void A_card_that_is_no_card_is_refused(string text)
    {
        _folder.File(ModelPackage.CardName, text);

        Assert.Contains("cannot be read", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_graph_is_refused()
    {
        byte[] graph = File.ReadAllBytes(Path.Combine(Repository.Wren, "wren.onnx"));
        string path = Path.Combine(_folder.Path, "wren.onnx");
        File.WriteAllBytes(path, graph[..(graph.Length / 2)]);

        var exception = Assert.Throws<ModelPackageException>(() => OnnxSessionFactory.Open(path, Device.Cpu, 1, out _));

        Assert.Contains("cannot be loaded", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_card_whose_shapes_disagree_with_the_graph_is_refused()
    {
        WriteCard(card =>
        {
            card["vocabulary"]!.AsArray().Add("extra");
            card["shape"]!["layers"] = 99;
        });
        ModelCard card = ModelPackage.Open(_folder.Path).Card;
        InferenceSession session = OnnxSessionFactory.Open(Path.Combine(_folder.Path, "wren.onnx"), Device.Cpu, 1, out _);

        var exception = Assert.Throws<ModelPackageException>(() => new StepGraph(session, card));

        Assert.Contains("'logits' is", exception.Message, StringComparison.Ordinal);
        Assert.Contains("has no 'past_key.98'", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void WriteCard(Action<JsonObject> change)
    {
        JsonObject card = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Wren, ModelPackage.CardName)))!.AsObject();
        change(card);
        _folder.File(ModelPackage.CardName, card.ToJsonString());
        foreach (string graph in Directory.GetFiles(Repository.Wren, "*.onnx"))
        {
            File.Copy(graph, Path.Combine(_folder.Path, Path.GetFileName(graph)));
        }
    }

    private string Refusal() => Assert.Throws<ModelPackageException>(() => ModelPackage.Open(_folder.Path)).Message;
}
