using AgentHost.Testing;
using Transcriber.Moonshine;

namespace Transcriber.Tests;

public sealed class MoonshineModelTests : IDisposable
{
    private static readonly MoonshineFiles Files = new(Path.Combine(AppContext.BaseDirectory, "moonshine"));

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_sentence_is_written_down_with_words_that_the_live_model_does_not_have()
    {
        using var model = MoonshineModel.Open(Files);

        Assert.Equal(Recording.Words, model.Transcribe(Recording.Question, CancellationToken.None));
    }

    [Fact]
    public void Where_nothing_can_be_said_there_are_no_words()
    {
        using var model = MoonshineModel.Open(Files);

        Assert.Equal("", model.Transcribe(Recording.Question[..100], CancellationToken.None));
    }

    [Fact]
    public void A_longer_sound_has_room_for_more_tokens_and_the_shortest_for_a_few()
    {
        Assert.Equal(65, MoonshineDecoder.MostTokens(160_000));
        Assert.Equal(4, MoonshineDecoder.MostTokens(1_600));
    }

    [Fact]
    public void Cancelled_it_ends()
    {
        using var model = MoonshineModel.Open(Files);
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();

        Assert.Throws<OperationCanceledException>(() => model.Transcribe(Recording.Question, cancel.Token));
    }

    [Fact]
    public void A_file_that_is_missing_is_named()
    {
        var exception = Assert.Throws<MoonshineException>(() => MoonshineModel.Open(new MoonshineFiles(_folder.Path)));

        Assert.StartsWith($"'{Path.Combine(_folder.Path, "encoder_model.onnx")}' was not found.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_graph_is_named()
    {
        MoonshineFiles files = Copy("encoder_model.onnx", "tokens.txt");
        File.WriteAllText(files.Decoder, "half a download");

        var exception = Assert.Throws<MoonshineException>(() => MoonshineModel.Open(files));

        Assert.StartsWith($"'{files.Decoder}' cannot be loaded:", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_of_another_kind_is_refused()
    {
        MoonshineFiles files = Copy("encoder_model.onnx", "tokens.txt");
        File.Copy(files.Encoder, files.Decoder);

        var exception = Assert.Throws<MoonshineException>(() => MoonshineModel.Open(files));

        Assert.StartsWith($"'{files.Decoder}' has no 'input_ids'", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private MoonshineFiles Copy(params string[] names)
    {
        Array.ForEach(names, name => File.Copy(Path.Combine(Files.Folder, name), Path.Combine(_folder.Path, name)));
        return new MoonshineFiles(_folder.Path);
    }
}
