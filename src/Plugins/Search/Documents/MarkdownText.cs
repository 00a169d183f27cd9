using System.Text;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Search.Documents;

/// <summary>The text of Markdown, without its marks.</summary>
internal static class MarkdownText
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseYamlFrontMatter().UsePipeTables().Build();

    /// <exception cref="UnreadableException">It is nested too deeply.</exception>
    public static void Read(string text, PassageBuilder document)
    {
        MarkdownDocument parsed;
        try
        {
            parsed = Markdown.Parse(text, Pipeline);
        }
        catch (ArgumentException exception)
        {
            throw new UnreadableException("its Markdown is nested too deeply", exception);
        }

        foreach (LeafBlock block in parsed.Descendants<LeafBlock>())
        {
            switch (block)
            {
                case HeadingBlock heading:
                    document.Heading(heading.Level, TextOf(heading.Inline));
                    break;
                case Markdig.Extensions.Yaml.YamlFrontMatterBlock or HtmlBlock or LinkReferenceDefinition:
                    break;
                case CodeBlock code:
                    document.Block(code.Lines.ToString());
                    break;
                default:
                    document.Block(TextOf(block.Inline));
                    break;
            }
        }
    }

    private static string TextOf(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        foreach (Inline inline in inlines?.Descendants() ?? [])
        {
            switch (inline)
            {
                case LiteralInline literal:
                    text.Append(literal.Content.AsSpan());
                    break;
                case CodeInline code:
                    text.Append(code.Content);
                    break;
                case HtmlEntityInline entity:
                    text.Append(entity.Transcoded.AsSpan());
                    break;
                case AutolinkInline link:
                    text.Append(link.Url);
                    break;
                case LineBreakInline:
                    text.Append(' ');
                    break;
            }
        }

        return text.ToString();
    }
}
