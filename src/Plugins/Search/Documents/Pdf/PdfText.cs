using System.Text;

namespace Search.Documents.Pdf;

/// <summary>Reads a PDF file as a document: its title, and a paragraph for each that its pages show.</summary>
internal static class PdfText
{
    public const long MostBytes = 32 * 1024 * 1024;

    private const int MostPages = 5_000;

    /// <summary>Of a tree of pages.</summary>
    private const int MostDepth = 64;

    private const int MostChars = 8 * 1024 * 1024;

    /// <exception cref="UnreadableException">It is no PDF file, is encrypted, or shows no text.</exception>
    public static void Read(byte[] bytes, PassageBuilder document)
    {
        var file = new PdfFile(bytes);
        if (file.Entry(file.Info, "Title") is byte[] title)
        {
            document.Title(PdfFile.Text(title).Trim('\0'));
        }

        var pages = new List<(Dictionary<string, object?> Page, Dictionary<string, object?>? Resources)>();
        Collect(file, file.Dictionary(file.Root?.GetValueOrDefault("Pages")), resources: null, pages, [], MostDepth);
        var text = new PdfPageText(file, MostChars);
        foreach ((Dictionary<string, object?> page, Dictionary<string, object?>? resources) in pages)
        {
            IEnumerable<object?> contents = file.Entry(page, "Contents") is List<object?> list ? list.Select(file.Follow) : [file.Entry(page, "Contents")];
            text.Read(resources, contents.OfType<PdfStream>().Select(stream => file.Unpack(stream) ?? []));
        }

        string shown = text.Text;
        if (string.IsNullOrWhiteSpace(shown))
        {
            throw new UnreadableException(pages.Count == 0 ? "it has no pages that can be found" : "it shows no text; perhaps it is a scan");
        }

        foreach (string paragraph in shown.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            document.Block(Joined(paragraph));
        }
    }

    // Pages hang on a tree, and take from its branches what they do not have.
    private static void Collect(
        PdfFile file, Dictionary<string, object?>? node, Dictionary<string, object?>? resources,
        List<(Dictionary<string, object?>, Dictionary<string, object?>?)> pages, HashSet<Dictionary<string, object?>> seen, int depth)
    {
        if (node is null || depth == 0 || pages.Count == MostPages || seen.Count > 2 * MostPages || !seen.Add(node))
        {
            return;
        }

        resources = file.Dictionary(node.GetValueOrDefault("Resources")) ?? resources;
        if (file.Entry(node, "Kids") is List<object?> kids)
        {
            foreach (object? kid in kids)
            {
                Collect(file, file.Dictionary(kid), resources, pages, seen, depth - 1);
            }
        }
        else
        {
            pages.Add((node, resources));
        }
    }

    /// <summary>Lines as the sentence they are, with words put together that a line's end cut.</summary>
    private static string Joined(string paragraph)
    {
        string[] lines = paragraph.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var text = new StringBuilder();
        foreach (string line in lines)
        {
            bool cut = text.Length > 1 && text[^1] is ('-' or '\u00ad' or '\u2010') && char.IsLetter(text[^2]) && char.IsLower(line[0]);
            if (cut)
            {
                text.Length--;
            }
            else if (text.Length > 0)
            {
                text.Append(' ');
            }

            text.Append(line);
        }

        return text.ToString();
    }
}
