using System.Text.Json;
using InteractionCore.Delegation;
using Microsoft.Extensions.AI;

namespace InteractionCore.Tests.Delegation;

public sealed class ToolAnswerTests
{
    [Fact]
    public void Plain_text_is_text() => Assert.Equal(new ToolAnswer("sunny", null), ToolAnswer.From("sunny"));

    [Fact]
    public void An_mcp_result_has_words_and_data()
    {
        JsonElement result = Parse("""{"content":[{"type":"text","text":"Paris is sunny."},{"type":"image","data":"..."}],"structuredContent":{"celsius":21}}""");

        var answer = ToolAnswer.From(result);

        Assert.Equal("Paris is sunny.", answer.Text);
        Assert.Equal(21, answer.Structured!.Value.GetProperty("celsius").GetInt32());
    }

    [Fact]
    public void Json_in_text_is_data() => Assert.Equal(4, ToolAnswer.From("""{"t":4}""").Structured!.Value.GetProperty("t").GetInt32());

    [Fact]
    public void Text_that_only_looks_like_json_stays_text() => Assert.Equal(new ToolAnswer("{curly}", null), ToolAnswer.From("{curly}"));

    [Fact]
    public void An_object_is_data() => Assert.Equal("""{"city":"oslo"}""", ToolAnswer.From(new Dictionary<string, object> { ["city"] = "oslo" }).Structured!.Value.GetRawText());

    [Fact]
    public void Content_parts_are_joined() => Assert.Equal("a\nb", ToolAnswer.From(new AIContent[] { new TextContent("a"), new TextContent("b") }).Text);

    [Fact]
    public void Nothing_is_empty() => Assert.Equal(new ToolAnswer("", null), ToolAnswer.From(null));

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
