using System.Text.Json;
using InteractionCore.Delegation;
using McpTools.Tools;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;

namespace McpTools.Tests.Tools;

public sealed class ToolResultTests
{
    [Fact]
    public void Text_is_text() => Assert.Equal("one\ntwo", ToolResult.From(new CallToolResult { Content = [Text("one"), Text("two")] }));

    [Theory]
    [InlineData("disk full", "Error: disk full")]
    [InlineData("Error: disk full", "Error: disk full")]
    [InlineData("", "Error: the tool failed and said no more.")]
    public void An_error_says_that_it_is_one(string text, string expected) =>
        Assert.Equal(expected, ToolResult.From(new CallToolResult { IsError = true, Content = [Text(text)] }));

    [Fact]
    public void Words_and_data_both_reach_the_worker()
    {
        var answer = ToolAnswer.From(ToolResult.From(new CallToolResult { Content = [Text("It is warm.")], StructuredContent = Json("""{"celsius":21}""") }));

        Assert.Equal("It is warm.", answer.Text);
        Assert.Equal(21, answer.Structured!.Value.GetProperty("celsius").GetInt32());
    }

    [Fact]
    public void Data_without_words_is_its_own_text() =>
        Assert.Equal("[1,2]", ToolAnswer.From(ToolResult.From(new CallToolResult { Content = [], StructuredContent = Json("[1,2]") })).Text);

    [Fact]
    public void A_picture_stays_a_picture()
    {
        var contents = Assert.IsAssignableFrom<IEnumerable<AIContent>>(ToolResult.From(new CallToolResult { Content = [Text("A dot."), ImageContentBlock.FromBytes(new byte[] { 1, 2 }, "image/png")] }));

        Assert.Equal("image/png", Assert.Single(contents.OfType<DataContent>()).MediaType);
    }

    private static TextContentBlock Text(string text) => new() { Text = text };

    private static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;
}
