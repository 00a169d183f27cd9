using System.Text.RegularExpressions;
using AgentHost.Testing;

namespace AgentHost.Tests.Documentation;

/// <summary>A fenced block of the documentation.</summary>
/// <param name="Page">The file, relative to the repository.</param>
/// <param name="Line">Where it begins.</param>
/// <param name="Info">The words after the fence: language first.</param>
internal sealed partial record MarkdownBlock(string Page, int Line, IReadOnlyList<string> Info, string Text)
{
    public string Language => Info.Count > 0 ? Info[0] : "";

    /// <summary>The value of NAME=VALUE among the info words; null without it.</summary>
    public string? this[string name] => Info.FirstOrDefault(word => word.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];

    /// <summary>Every block of README.md, docs and the samples' READMEs.</summary>
    public static IReadOnlyList<MarkdownBlock> All { get; } =
    [
        .. Directory.GetFiles(Repository.PathOf("docs"), "*.md")
            .Append(Repository.PathOf("README.md"))
            .Concat(Directory.GetFiles(Repository.PathOf("samples"), "README.md", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(Read),
    ];

    public override string ToString() => $"{Page}:{Line}";

    private static IEnumerable<MarkdownBlock> Read(string file)
    {
        string text = File.ReadAllText(file).ReplaceLineEndings("\n");
        return Fence().Matches(text).Select(match => new MarkdownBlock(
            Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'),
            text.AsSpan(0, match.Index).Count('\n') + 1,
            match.Groups["info"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            match.Groups["text"].Value));
    }

    [GeneratedRegex("^```(?<info>[^\n]*)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Fence();
}
