using System.Text.Json;
using AgentHost.Testing;
using AgentHost.Tests.Commands;
using AgentHost.Tests.Samples;

namespace AgentHost.Tests.Documentation;

/// <summary>
/// What the documentation shows is true. Blocks marked <c>sh</c> are run, in a folder that looks like the repository; <c>json</c> is
/// read; <c>csharp file=PATH</c> is an excerpt of that file. <c>sh needs=…</c> waits for a model that has learned it.
/// </summary>
public sealed class DocumentationTests : IDisposable
{
    private const string Host = "dotnet run --project src/Host";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Commands => [.. MarkdownBlock.All.Where(block => block.Language is "sh" && (block["needs"] is not { } need || ModelAbilities.Missing(need) is null)).Select(block => block.ToString())];

    public static TheoryData<string> Excerpts => [.. MarkdownBlock.All.Where(block => block.Language is "csharp").Select(block => block.ToString())];

    public static TheoryData<string> Data => [.. MarkdownBlock.All.Where(block => block.Language is "json").Select(block => block.ToString())];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_of_the_documentation_works(string place)
    {
        foreach (string command in Find(place).Text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.StartsWith(Host, command, StringComparison.Ordinal);

            (int code, string output) = await RunAsync(command);

            Assert.True(code == 0, $"{place}: {command}\n{output}");
        }
    }

    [Theory]
    [MemberData(nameof(Excerpts))]
    public void Code_of_the_documentation_is_code_of_the_repository(string place)
    {
        MarkdownBlock block = Find(place);
        Assert.True(block["file"] is not null, $"{place} names no file: write csharp file=PATH.");

        IEnumerable<string> lines = Lines(File.ReadAllText(Repository.PathOf(block["file"]!.Split('/'))));

        Assert.Contains(string.Join('\n', Lines(block.Text)), string.Join('\n', lines), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Data))]
    public void Data_of_the_documentation_can_be_read(string place)
    {
        string text = Find(place).Text.Trim();

        using JsonDocument json = JsonDocument.Parse(text.StartsWith('{') || text.StartsWith('[') ? text : $"{{{text}}}", new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });

        Assert.NotEqual(JsonValueKind.Undefined, json.RootElement.ValueKind);
    }

    [Fact]
    public void Links_of_the_documentation_lead_somewhere()
    {
        string[] pages = ["README.md", .. Directory.GetFiles(Repository.PathOf("docs"), "*.md").Select(page => $"docs/{Path.GetFileName(page)}")];

        Assert.All(pages, page => Assert.All(
            System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(Repository.PathOf(page.Split('/'))), @"\]\((?<to>[^)#:\s]+)(#[^)]*)?\)", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)),
            link => Assert.True(Path.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, link.Groups["to"].Value)), $"{page} links to {link.Groups["to"].Value}")));
    }

    public void Dispose() => _folder.Dispose();

    private static MarkdownBlock Find(string place) => MarkdownBlock.All.Single(block => block.ToString() == place);

    private static IEnumerable<string> Lines(string text) => text.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);

    /// <summary>The built host in place of <c>dotnet run</c>, and files written where nothing is in their way.</summary>
    private async Task<(int Code, string Output)> RunAsync(string command)
    {
        string[] inRepository = ["samples", "models", "eval", "plugins.json"];
        foreach (string shared in inRepository.Where(name => !Path.Exists(Path.Combine(_folder.Path, name))))
        {
            File.CreateSymbolicLink(Path.Combine(_folder.Path, shared), Repository.PathOf(shared));
        }

        string arguments = command[Host.Length..].Replace(" -c Release", "", StringComparison.Ordinal).Replace(" -- ", " ", StringComparison.Ordinal);
        HostProcess ended = await HostProcess.RunAsync("sh", ["-c", $"dotnet '{Path.Combine(AppContext.BaseDirectory, "AgentHost.dll")}' {arguments}"], _folder.Path);
        return (ended.ExitCode, ended.Output + ended.Errors);
    }
}
