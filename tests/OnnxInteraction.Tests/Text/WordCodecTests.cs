using System.Buffers;
using AgentHost.Testing;
using InteractionCore.Injections;
using OnnxInteraction.Package;
using OnnxInteraction.Text;

namespace OnnxInteraction.Tests.Text;

public sealed class WordCodecTests
{
    private readonly Vocabulary _vocabulary = new(ModelPackage.Open(Repository.Wren).Card);
    private readonly WordCodec _codec;

    public WordCodecTests() => _codec = new WordCodec(_vocabulary);

    [Fact]
    public void A_result_is_framed_and_spoken_out() =>
        Assert.Equal("<result> it is twenty one degrees <end>", Encode(InjectionKind.Result, "It is 21 degrees"));

    [Theory]
    [InlineData(InjectionKind.Failure, "<failed> no results <end>")]
    [InlineData(InjectionKind.Progress, "<progress> no results <end>")]
    [InlineData(InjectionKind.UserText, "<user> no results <end>")]
    [InlineData(InjectionKind.Silent, "")]
    public void Each_kind_has_its_own_frame(InjectionKind kind, string tokens) => Assert.Equal(tokens, Encode(kind, "No results."));

    [Fact]
    public void A_stretch_of_unknown_words_takes_a_slot_that_says_it()
    {
        Assert.Equal("<result> the weather in <x1> is <x2> <end>", Encode(InjectionKind.Result, "The weather in Reykjavik is drizzly mizzly"));
        Assert.Equal(" reykjavik", Decode("<x1>"));
        Assert.Equal(" drizzly mizzly", Decode("<x2>"));
    }

    [Fact]
    public void A_typed_word_it_does_not_know_is_other() => Assert.Equal("<user> who is <other> <end>", Encode(InjectionKind.UserText, "Who is Kierkegaard?"));

    [Fact]
    public void A_long_text_ends_with_a_whole_sentence()
    {
        string text = string.Concat(Enumerable.Repeat("It is sunny in Paris and it is warm. ", 10));

        string[] tokens = Encode(InjectionKind.Result, text).Split(' ');

        Assert.Equal(36 + 2, tokens.Length);
        Assert.Equal("warm", tokens[^2]);
    }

    [Fact]
    public void One_endless_sentence_is_cut() => Assert.Equal(42, Encode(InjectionKind.Result, string.Join(' ', Enumerable.Repeat("rain", 500))).Split(' ').Length);

    [Fact]
    public void Text_without_words_is_nothing() => Assert.Equal("", Encode(InjectionKind.Result, "…"));

    [Fact]
    public void Control_tokens_have_no_text() => Assert.Equal("", Decode("<yield>"));

    private string Encode(InjectionKind kind, string text) => string.Join(' ', _codec.Encode(new Injection(kind, text)).Select(id => _vocabulary[id]));

    private string Decode(string token)
    {
        var text = new ArrayBufferWriter<char>();
        Assert.True(_vocabulary.TryGetId(token, out int id));
        _codec.Decode(id, text);
        return new string(text.WrittenSpan);
    }
}
