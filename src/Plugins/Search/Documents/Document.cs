namespace Search.Documents;

/// <summary>A document's text, in pieces that are found by themselves.</summary>
internal sealed record Document(string Title, IReadOnlyList<Passage> Passages);

/// <param name="Heading">The heading it stands under; null above the first, or under the title.</param>
/// <param name="Text">Plain text; a line break where a block ends.</param>
internal sealed record Passage(string? Heading, string Text);

/// <summary>Collects a document's blocks into passages: one a heading, and not too long.</summary>
internal sealed class PassageBuilder(string fallbackTitle)
{
    /// <summary>A passage longer than this is cut at the next block.</summary>
    private const int EnoughChars = 1_200;

    private readonly List<Passage> _passages = [];
    private readonly List<string> _blocks = [];
    private string? _title;
    private string? _heading;
    private int _length;

    public void Title(string text)
    {
        if (text.Trim() is { Length: > 0 } title)
        {
            _title ??= title;
        }
    }

    /// <param name="level">1 for the highest; the first of these is the title when there is no other.</param>
    public void Heading(int level, string text)
    {
        Flush();
        bool isTitle = level == 1 && _title is null;
        Title(level == 1 ? text : "");
        _heading = isTitle || text.Trim() == _title ? null : text.Trim();
    }

    public void Block(string text)
    {
        if (text.Trim() is { Length: > 0 } block)
        {
            _blocks.Add(block);
            _length += block.Length;
            if (_length >= EnoughChars)
            {
                Flush();
            }
        }
    }

    public Document Build()
    {
        Flush();
        return new Document(_title ?? fallbackTitle, _passages);
    }

    private void Flush()
    {
        if (_blocks.Count > 0)
        {
            _passages.Add(new Passage(_heading, string.Join('\n', _blocks)));
            _blocks.Clear();
            _length = 0;
        }
    }
}
