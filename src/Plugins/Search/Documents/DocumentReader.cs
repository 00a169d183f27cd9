using Search.Documents.Pdf;

namespace Search.Documents;

/// <summary>A file is no document that can be read; the message says why, for a person.</summary>
internal sealed class UnreadableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Reads Markdown, HTML, PDF and text files.</summary>
internal static class DocumentReader
{
    public const long MostBytes = 4 * 1024 * 1024;

    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase) { ".md", ".markdown", ".html", ".htm", ".txt", ".text", ".pdf" };

    public static bool Takes(string path) => Extensions.Contains(Path.GetExtension(path));

    /// <exception cref="UnreadableException">It is too large, no text, or cannot be read now.</exception>
    public static Document Read(string path)
    {
        var document = new PassageBuilder(Path.GetFileNameWithoutExtension(path).Replace('-', ' ').Replace('_', ' '));
        if (Path.GetExtension(path).Equals(".pdf", StringComparison.OrdinalIgnoreCase))
        {
            PdfText.Read(Load(path, PdfText.MostBytes, File.ReadAllBytes), document);
            return document.Build();
        }

        string text = Load(path, MostBytes, File.ReadAllText);
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new UnreadableException("it is no text");
        }

        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".md" or ".markdown":
                MarkdownText.Read(text, document);
                break;
            case ".html" or ".htm":
                HtmlText.Read(text, document);
                break;
            default:
                foreach (string paragraph in text.ReplaceLineEndings("\n").Split("\n\n"))
                {
                    document.Block(paragraph);
                }

                break;
        }

        return document.Build();
    }

    private static T Load<T>(string path, long mostBytes, Func<string, T> read)
    {
        try
        {
            return new FileInfo(path).Length <= mostBytes ? read(path) : throw new UnreadableException($"it is larger than {mostBytes / (1024 * 1024)} MB");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableException(exception.Message, exception);
        }
    }
}
