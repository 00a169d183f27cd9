using AgentHost.Dialects;
using OpenAILive.Protocols;

namespace OpenAILive.Tests.Protocols;

public sealed class TextPartsTests
{
    [Theory]
    [InlineData("one two three", 1)]
    [InlineData("a b c d e f g h i j k l m n o p", 1)]
    public void What_is_short_stays_whole(string text, int parts)
    {
        Assert.Equal(parts, TextParts.Of(text, 450).Count());
        Assert.Equal(text, string.Join(' ', TextParts.Of(text, 450)));
    }

    [Theory]
    [InlineData("word ", 2_000)]
    [InlineData("Donaudampfschifffahrtsgesellschaft, ", 300)]
    [InlineData("?!", 1_500)]
    [InlineData("天気は", 1_000)]
    public void No_part_of_a_long_text_is_over_the_limit_of_a_host(string piece, int times)
    {
        string text = string.Concat(Enumerable.Repeat(piece, times)).Trim();

        string[] parts = [.. TextParts.Of(text, 450)];

        Assert.True(parts.Length > 1);
        Assert.All(parts, part => Assert.InRange(TokenCount.Of(part), 1, 500));
        Assert.Equal(text.Replace(" ", "", StringComparison.Ordinal), string.Concat(parts).Replace(" ", "", StringComparison.Ordinal));
    }
}
