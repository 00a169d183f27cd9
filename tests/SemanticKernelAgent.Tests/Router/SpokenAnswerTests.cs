using System.Text.Json;
using SemanticKernelAgent.Router;

namespace SemanticKernelAgent.Tests.Router;

public sealed class SpokenAnswerTests
{
    [Theory]
    [InlineData("It is 9 pm in tokyo.", "It is 9 pm in tokyo.")]
    [InlineData("# Weather\n\n**Paris**: 21.5 degrees, [map](http://a.b/c).", "Weather Paris: 21.5 degrees, map.")]
    [InlineData("Error: the tool 'clock_get_time' failed: I know no time zone for atlantis.", "That did not work: I know no time zone for atlantis.")]
    [InlineData("Error: the tool 'x_y' did not answer within 30 s.", "That did not work: the tool 'x_y' did not answer within 30 s.")]
    [InlineData("", "It is done.")]
    [InlineData("[\"milk\",\"eggs\"]", "Milk, eggs.")]
    [InlineData("[]", "There is nothing.")]
    [InlineData("{}", "There is nothing.")]
    [InlineData("""{"city":"paris","current_weather":{"temperatureCelsius":21,"windy":false},"tags":["dry"],"days":[{"a":1}],"note":null}""",
        "City paris, current weather temperature celsius 21, current weather windy no, tags dry, days 1 entries.")]
    public void Text_is_said_as_it_is_and_data_field_by_field(string result, string spoken) => Assert.Equal(spoken, SpokenAnswer.From(result));

    [Fact]
    public void An_mcp_results_text_is_preferred_to_its_data() =>
        Assert.Equal("Sunny.", SpokenAnswer.From(JsonDocument.Parse("""{"content":[{"type":"text","text":"Sunny."}],"structuredContent":{"sky":"sunny"}}""").RootElement));

    [Fact]
    public void An_mcp_result_whose_text_is_json_is_said_field_by_field() =>
        Assert.Equal("Sky sunny.", SpokenAnswer.From(JsonDocument.Parse("""{"content":[{"type":"text","text":"{\"sky\":\"sunny\"}"}],"structuredContent":{"sky":"sunny"}}""").RootElement));

    [Fact]
    public void A_long_answer_is_cut_between_words()
    {
        string spoken = SpokenAnswer.From(string.Join(' ', Enumerable.Repeat("word", 200)));

        Assert.EndsWith("word and more.", spoken, StringComparison.Ordinal);
        Assert.True(spoken.Length < 320);
    }
}
