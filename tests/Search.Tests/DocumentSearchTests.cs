using AgentHost.Testing;
using InteractionCore.Plugins;
using InteractionCore.Ui;
using Microsoft.Extensions.Logging.Abstractions;
using Search.Documents;

namespace Search.Tests;

public sealed class DocumentSearchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task A_document_is_found_by_other_forms_of_its_words_with_the_sentence_that_says_it()
    {
        _folder.File("garden.md", "# The garden\n\nIt is behind the house.\n\n## Watering\n\nMind the roses. The beds in front of the old greenhouse are watered on tuesdays and on fridays, never at noon.\n");
        await using DocumentSearch search = Search();

        SearchHit hit = Assert.Single(await search.SearchAsync("when do we water the bed?", 5, CancellationToken.None));

        Assert.Equal(("The garden, Watering", "garden.md"), (hit.Title, hit.Address));
        Assert.Equal("The beds in front of the old greenhouse are watered on tuesdays and on fridays, never at noon.", hit.Snippet);
    }

    [Fact]
    public async Task What_has_all_words_comes_before_what_has_some()
    {
        _folder.File("a.txt", "The key to the cellar hangs in the kitchen.");
        _folder.File("b.txt", "The cellar is cold.");
        await using DocumentSearch search = Search();

        IReadOnlyList<SearchHit> both = await search.SearchAsync("cellar key", 5, CancellationToken.None), some = await search.SearchAsync("cold cellar elephant", 5, CancellationToken.None);

        Assert.Equal(["a.txt"], both.Select(hit => hit.Address));
        Assert.Equal(["b.txt", "a.txt"], some.Select(hit => hit.Address));
    }

    [Fact]
    public async Task Html_is_found_by_what_a_browser_shows()
    {
        _folder.File("page.html", "<html><head><title>Opening &amp; closing</title><style>.zebra{}</style></head><body><script>var zebra;</script><h1>Hours</h1><p>We open at <b>nine</b>.<br>On sundays never.</p><!-- zebra --></body>");
        await using DocumentSearch search = Search();

        SearchHit hit = Assert.Single(await search.SearchAsync("open nine", 5, CancellationToken.None));
        IReadOnlyList<SearchHit> unshown = await search.SearchAsync("zebra", 5, CancellationToken.None);

        Assert.Equal(("Opening & closing, Hours", "We open at nine. On sundays never."), (hit.Title, hit.Snippet));
        Assert.Empty(unshown);
    }

    [Fact]
    public async Task Markdown_is_found_without_its_marks()
    {
        _folder.File("notes.md", "---\nowner: zebra\n---\nThe **wifi** [password](http://example.com/zebra) is `correct horse`.\n\n| room | floor |\n|---|---|\n| attic | third |\n");
        await using DocumentSearch search = Search();

        SearchHit password = Assert.Single(await search.SearchAsync("wifi password", 5, CancellationToken.None));
        IReadOnlyList<SearchHit> attic = await search.SearchAsync("attic", 5, CancellationToken.None), marks = await search.SearchAsync("zebra", 5, CancellationToken.None);

        Assert.StartsWith("The wifi password is correct horse.", password.Snippet, StringComparison.Ordinal);
        Assert.Single(attic);
        Assert.Empty(marks);
    }

    [Fact]
    public async Task Changes_of_the_folder_are_found_later()
    {
        string first = _folder.File("first.txt", "An apple a day.");
        await using DocumentSearch search = Search();
        Assert.Single(await search.SearchAsync("apple", 5, CancellationToken.None));

        File.Delete(first);
        _folder.File("second.txt", "A banana a day.");
        await LookAgainAsync(search, "banana");

        Assert.Empty(await search.SearchAsync("apple", 5, CancellationToken.None));
        Assert.Equal("second.txt", Assert.Single(await search.SearchAsync("banana", 5, CancellationToken.None)).Address);
    }

    [Fact]
    public async Task What_is_no_document_is_left_out_and_named()
    {
        _folder.File("good.txt", "All is well.");
        _folder.File("binary.txt", "a\0b");
        _folder.File("deep.md", new string('>', 100_000));
        _folder.File("large.txt", new string('x', (int)DocumentReader.MostBytes + 1));
        _folder.File("picture.png", "no text");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "passwd.txt"), "/etc/passwd");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "round"), _folder.Path);
        await using DocumentSearch search = Search();

        HealthReport report = await search.ReportAsync(CancellationToken.None);

        Assert.Equal(Health.Ok, report.Health);
        Assert.Matches(@"^\d documents of .*, \d passages; \d left out, such as .*: it ", report.Detail);
        Assert.Single(await search.SearchAsync("well", 5, CancellationToken.None));
        Assert.Empty(await search.SearchAsync("root", 5, CancellationToken.None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\" OR *")]
    [InlineData("title:x NEAR(a b)")]
    [InlineData("'; drop table passages; --")]
    [InlineData("^a* - + ( ) { } \u0002\u0003")]
    public async Task Whatever_is_asked_is_only_words(string query)
    {
        _folder.File("good.txt", "All is well.");
        await using DocumentSearch search = Search();

        await search.SearchAsync(query, 5, CancellationToken.None);

        Assert.Single(await search.SearchAsync("well", 5, CancellationToken.None));
    }

    [Fact]
    public async Task Damaged_html_is_read_to_its_end()
    {
        _folder.File("broken.html", "<p>one < two <b>three <script>never<div title='four' five <!-- six");
        _folder.File("open.html", "<p>seven</p><!-- eight");
        await using DocumentSearch search = Search();

        Assert.Single(await search.SearchAsync("three", 5, CancellationToken.None));
        Assert.Single(await search.SearchAsync("seven", 5, CancellationToken.None));
        Assert.Empty(await search.SearchAsync("eight", 5, CancellationToken.None));
    }

    public void Dispose() => _folder.Dispose();

    private DocumentSearch Search() => new(_folder.Path, _time, NullLogger.Instance);

    private async Task LookAgainAsync(DocumentSearch search, string word)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while ((await search.SearchAsync(word, 1, patience.Token)).Count == 0)
        {
            patience.Token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }
    }
}
