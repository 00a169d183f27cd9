using Transcriber.Moonshine;

namespace Transcriber.Tests;

public sealed class TokenTextTests
{
    private static readonly TokenText Text = new(["<unk>", "<s>", "</s>", "<0xE2>", "<0x82>", "<0xAC>", "▁the", "▁ra", "in", "▁5"]);

    [Fact]
    public void Pieces_join_to_words_and_bytes_to_characters() => Assert.Equal("the rain 5€", Text.Read([6, 7, 8, 9, 3, 4, 5]));

    [Fact]
    public void Marks_and_tokens_without_a_piece_have_no_text() => Assert.Equal("the rain", Text.Read([1, 6, 7, 8, 31_999, 2, -1]));

    [Fact]
    public void The_fetched_tokens_are_those_of_the_graphs()
    {
        var text = new TokenText(File.ReadLines(Path.Combine(AppContext.BaseDirectory, "moonshine", "tokens.txt")));

        Assert.Equal(32_000, text.Count);
        // What the package's own decoder and tokenizer give for a sentence.
        Assert.Equal("What is the weather in Nairobi?", text.Read([1724, 338, 278, 14826, 297, 405, 26025, 5365, 29973]));
    }
}
