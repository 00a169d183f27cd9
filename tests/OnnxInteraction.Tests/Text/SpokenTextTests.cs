using OnnxInteraction.Text;

namespace OnnxInteraction.Tests.Text;

public sealed class SpokenTextTests
{
    private static readonly Dictionary<string, string> Spellings = new() { ["o'clock"] = "clock", ["uh-huh"] = "uh huh" };

    [Theory]
    [InlineData("It is 21 degrees in Paris.", "it is twenty one degrees in paris")]
    [InlineData("-3.5 °C", "minus three point five degrees celsius")]
    [InlineData("17% humidity, wind 12 km/h", "seventeen percent humidity wind twelve kilometers per hour")]
    [InlineData("1,204 results", "one thousand two hundred four results")]
    [InlineData("at 10 o'clock", "at ten clock")]
    [InlineData("12-14 degrees", "twelve fourteen degrees")]
    [InlineData("call 5551234567", "call five five five one two three four five six seven")]
    [InlineData("it didn’t work", "it didn't work")]
    [InlineData("", "")]
    public void Text_becomes_the_words_one_says(string text, string words) => Assert.Equal(words, string.Join(' ', SpokenText.Split(text, Spellings).Words));

    [Fact]
    public void Sentence_ends_are_known() => Assert.Equal([2, 4, 5], SpokenText.Split("It rains. Take care! Bye", Spellings).SentenceEnds);
}
