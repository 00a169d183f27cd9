using System.Text;
using McpTools.Links;

namespace McpTools.Tests.Links;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("one\ntwo\n", "one|two")]
    [InlineData("one\n\nunfinished", "one||unfinished")]
    [InlineData("", "")]
    public async Task Lines_end_where_they_end(string text, string lines) => Assert.Equal(lines, string.Join('|', await ReadAsync(text, 100)));

    [Fact]
    public async Task Of_an_endless_line_only_the_beginning_is_kept() =>
        Assert.Equal([new string('x', 10) + "...", "short"], await ReadAsync(new string('x', 100_000) + "\nshort\n", 10));

    private static async Task<List<string>> ReadAsync(string text, int maxBytes)
    {
        var lines = new List<string>();
        await foreach (Line line in LineReader.ReadLinesAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), maxBytes))
        {
            lines.Add(Encoding.UTF8.GetString(line.Bytes.Span) + (line.Whole ? "" : "..."));
        }

        return lines;
    }
}
