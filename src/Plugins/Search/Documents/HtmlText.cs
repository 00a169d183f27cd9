using System.Net;
using System.Text;

namespace Search.Documents;

/// <summary>The text of HTML as a browser shows it, roughly: good for searching, whatever state the tags are in. Takes time in its length.</summary>
internal static class HtmlText
{
    /// <summary>What these hold is no text of the page.</summary>
    private static readonly HashSet<string> Unshown = new(StringComparer.OrdinalIgnoreCase) { "script", "style", "template", "noscript", "svg", "head" };

    /// <summary>These stand within a line; all others end one.</summary>
    private static readonly HashSet<string> Inline = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
    };

    public static void Read(string html, PassageBuilder document)
    {
        if (Between(html, "title") is { } title)
        {
            document.Title(Line(title));
        }

        var block = new StringBuilder();
        int heading = 0;
        foreach ((string? tag, bool closes, string text) in Parts(html))
        {
            block.Append(text);
            if (tag is null || Inline.Contains(tag))
            {
                continue;
            }

            string line = Line(block.ToString());
            block.Clear();
            if (heading > 0)
            {
                document.Heading(heading, line);
            }
            else
            {
                document.Block(line);
            }

            heading = !closes && tag is ['h' or 'H', >= '1' and <= '6'] ? tag[1] - '0' : 0;
        }

        document.Block(Line(block.ToString()));
    }

    /// <summary>A piece of HTML on one line.</summary>
    public static string Plain(string html) => Line(string.Concat(Parts(html).Select(part => part.Tag is null || Inline.Contains(part.Tag) ? part.Text : part.Text + " ")));

    /// <summary>Text, and the tag behind it; null at the end.</summary>
    private static IEnumerable<(string? Tag, bool Closes, string Text)> Parts(string html)
    {
        int position = 0;
        while (position < html.Length)
        {
            int open = html.IndexOf('<', position);
            // A lone < is text.
            while (open >= 0 && (open + 1 == html.Length || !(char.IsAsciiLetter(html[open + 1]) || html[open + 1] is '/' or '!' or '?')))
            {
                open = html.IndexOf('<', open + 1);
            }

            if (open < 0)
            {
                yield return (null, false, html[position..]);
                yield break;
            }

            string text = html[position..open];
            if (html.AsSpan(open).StartsWith("<!--"))
            {
                int close = html.IndexOf("-->", open, StringComparison.Ordinal);
                position = close < 0 ? html.Length : close + 3;
                yield return (null, false, text);
                continue;
            }

            int end = html.IndexOf('>', open);
            string tag = NameOf(html.AsSpan(open, (end < 0 ? html.Length : end) - open), out bool closes);
            position = end < 0 ? html.Length : end + 1;
            if (!closes && Unshown.Contains(tag))
            {
                int over = html.IndexOf($"</{tag}", position, StringComparison.OrdinalIgnoreCase);
                position = over < 0 ? (tag.Equals("head", StringComparison.OrdinalIgnoreCase) ? position : html.Length) : over;
            }

            yield return (tag, closes, text);
        }
    }

    private static string NameOf(ReadOnlySpan<char> tag, out bool closes)
    {
        closes = tag.Length > 1 && tag[1] == '/';
        ReadOnlySpan<char> name = tag[(closes ? 2 : 1)..];
        int length = 0;
        while (length < name.Length && char.IsAsciiLetterOrDigit(name[length]))
        {
            length++;
        }

        return name[..length].ToString();
    }

    private static string? Between(string html, string tag)
    {
        int open = html.IndexOf($"<{tag}", StringComparison.OrdinalIgnoreCase), start = open < 0 ? -1 : html.IndexOf('>', open), end = start < 0 ? -1 : html.IndexOf($"</{tag}", start, StringComparison.OrdinalIgnoreCase);
        return end < 0 ? null : html[(start + 1)..end];
    }

    private static string Line(string text) => string.Join(' ', WebUtility.HtmlDecode(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
