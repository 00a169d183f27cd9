using SemanticKernelAgent.Router;

namespace SemanticKernelAgent.Tests.Router;

public sealed class WordTests
{
    [Theory]
    [InlineData("what's the weather", "what the weather")]
    [InlineData("in <other>, 2.5 o'clock", "in <> 2.5 oclock")]
    [InlineData("a < b and c > d", "a b and c d")]
    public void Text_is_split_into_words(string text, string words) => Assert.Equal(words, string.Join(' ', Word.Split(text).Select(word => word.Text)));

    [Theory]
    [InlineData("get_weather")]
    [InlineData("getWeather")]
    [InlineData("get-weather")]
    public void An_identifier_is_split_into_words(string name) => Assert.Equal(["get", "weather"], Word.SplitName(name).Select(word => word.Lower));

    [Theory]
    [InlineData("forecasts", "forecast")]
    [InlineData("raining", "rain")]
    [InlineData("rainy", "rains")]
    [InlineData("cities", "city")]
    [InlineData("timing", "times")]
    [InlineData("searches", "search")]
    public void Forms_of_a_word_have_one_stem(string form, string other) => Assert.Equal(Stemmer.Stem(other), Stemmer.Stem(form));

    [Theory]
    [InlineData("news", "new")]
    [InlineData("timer", "time")]
    [InlineData("paris", "pari")]
    public void Other_words_have_another(string word, string other) => Assert.NotEqual(Stemmer.Stem(other), Stemmer.Stem(word));

    [Theory]
    [InlineData("3", 3.0, 1)]
    [InlineData("2.5", 2.5, 1)]
    [InlineData("seventeen days", 17.0, 1)]
    [InlineData("twenty one days", 21.0, 2)]
    [InlineData("thirty days", 30.0, 1)]
    [InlineData("days", null, 0)]
    public void Small_numbers_are_read_in_words(string text, double? value, int words)
    {
        Assert.Equal(value, Numerals.Read(Word.Split(text), 0, out int length));
        Assert.Equal(words, length);
    }
}
