using System.Text;
using System.Text.Json.Nodes;
using AgentHost.Testing;
using Microsoft.Extensions.Logging;
using OnnxInteraction.Package;
using OnnxInteraction.Voice;
using OnnxInteraction.Voice.Lark;

namespace OnnxInteraction.Tests.Voice;

public sealed class VoicePackageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public VoicePackageTests()
    {
        foreach (string file in Directory.EnumerateFiles(Repository.Lark))
        {
            File.Copy(file, Path.Combine(_folder.Path, Path.GetFileName(file)));
        }
    }

    [Fact]
    public void The_shipped_voice_passes_its_self_test()
    {
        using var package = VoicePackage.Open(_folder.Path);

        Assert.True(package.Card.Voices.Count >= 2);
    }

    [Fact]
    public void A_missing_package_names_the_folder_and_the_setting()
    {
        var exception = Assert.Throws<ModelPackageException>(() => VoicePackage.Open("/no/such/voice"));

        Assert.Equal(
            "There is no voice at '/no/such/voice': 'voice.json' cannot be opened. Point 'voicePackage' of the plugin's settings in plugins.json at a voice package.",
            exception.Message);
    }

    [Fact]
    public void Another_contract_is_refused()
    {
        ChangeCard(card => card["contract"] = 2);

        Assert.Contains("speaks contract 2; this host speaks contract 1", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_with_a_card_is_said_at_once()
    {
        ChangeCard(card =>
        {
            card["speller"] = "missing.onnx";
            card["voices"]![0]!["stretch"] = 0;
            card["placeLimit"] = 0;
        });

        string refusal = Refusal();

        Assert.All(["'missing.onnx', which is not in the folder", "'stretch' is not between", "'placeLimit' is impossible"],
            part => Assert.Contains(part, refusal, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"contract":1}""")]
    public void A_card_that_is_no_card_is_refused(string text)
    {
        _folder.File(VoicePackage.CardName, text);

        Assert.Contains("cannot be read", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_graph_is_refused()
    {
        string path = Path.Combine(_folder.Path, "voice.onnx");
        byte[] graph = File.ReadAllBytes(path);
        File.WriteAllBytes(path, graph[..(graph.Length / 2)]);

        Assert.Contains("cannot be loaded", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_card_that_disagrees_with_its_graph_is_refused()
    {
        ChangeCard(card => card["history"]![2] = 31);

        Assert.Contains("'history' is of another shape", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lexicon_line_without_phonemes_is_named()
    {
        File.AppendAllText(Path.Combine(_folder.Path, "lexicon.txt"), "zebra z iy1 brr\n");

        Assert.Contains("is no word with its phonemes: 'zebra z iy1 brr'", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_no_numbers_are_found_before_anyone_hears_them()
    {
        BreakWeight("leave.bias", float.NaN);

        Assert.Contains("the network's output is not a number", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_changed_are_found_too()
    {
        BreakWeight("leave.bias", 9);

        Assert.Contains("differs from the trainer's", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_usable_package_espeak_speaks_and_a_warning_says_why()
    {
        var log = new RecordingLogger();

        IVoice voice = VoiceFactory.Create("auto", "/no/such/voice", ModelPackage.Open(Repository.Wren).Card, log);

        await using EspeakVoice espeak = Assert.IsType<EspeakVoice>(voice);
        Assert.Contains("espeak-ng speaks", Assert.Single(log.Warnings), StringComparison.Ordinal);
        Assert.Contains("/no/such/voice", log.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_voice_of_the_package_can_be_made_the_first()
    {
        using var voice = (OnnxVoice)VoiceFactory.Create("ben", _folder.Path, ModelPackage.Open(Repository.Wren).Card, new RecordingLogger());

        Assert.Equal("ben", voice.Names[0]);
    }

    public void Dispose() => _folder.Dispose();

    private string Refusal() => Assert.Throws<ModelPackageException>(() => VoicePackage.Open(_folder.Path)).Message;

    private void ChangeCard(Action<JsonObject> change)
    {
        JsonObject card = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder.Path, VoicePackage.CardName)))!.AsObject();
        change(card);
        _folder.File(VoicePackage.CardName, card.ToJsonString());
    }

    /// <summary>Overwrites a weight's first number. In the file a tensor's name is followed by a tag, a length of two bytes and the numbers.</summary>
    private void BreakWeight(string name, float value)
    {
        string path = Path.Combine(_folder.Path, "voice.onnx");
        byte[] graph = File.ReadAllBytes(path);
        byte[] nameAndTag = [.. Encoding.ASCII.GetBytes(name), 0x4A];
        int at = graph.AsSpan().IndexOf(nameAndTag);
        BitConverter.GetBytes(value).CopyTo(graph, at + nameAndTag.Length + 2);
        File.WriteAllBytes(path, graph);
    }

    private sealed class RecordingLogger : ILogger
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel is LogLevel.Warning)
            {
                Warnings.Add(formatter(state, exception));
            }
        }
    }
}
