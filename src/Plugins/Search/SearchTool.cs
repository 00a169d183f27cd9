using System.ComponentModel;
using System.Text;
using InteractionCore.Delegation;
using InteractionCore.Plugins;
using InteractionCore.Ui;
using Microsoft.Extensions.AI;

namespace Search;

/// <summary>One place to search in, as the agent's tool: shows a card of the hits, and answers with sentences that name their sources.</summary>
internal static class SearchTool
{
    private const int MaxTitleChars = 120;
    private const int MaxSnippetChars = 320;
    private const int MaxQueryChars = 300;

    private static int _cards;

    public static AIFunction Create(ISearchProvider provider, int hits) =>
        ToolHints.CreateReadOnly(
            ([Description("The words to look for.")] string query, IServiceProvider? services = null, CancellationToken cancellationToken = default) => SearchAsync(provider, query, hits, services, cancellationToken),
            provider.Name, provider.Description);

    /// <summary>Hits as the agent reads them: each begins with its source, so that an answer can name it.</summary>
    public static string Describe(IReadOnlyList<SearchHit> hits)
    {
        var text = new StringBuilder();
        foreach (SearchHit hit in hits)
        {
            text.Append("From ").Append(hit.Title).Append(": ").Append(hit.Snippet).Append(hit.Snippet.EndsWith('.') || hit.Snippet.EndsWith('…') ? "\n" : ".\n");
        }

        text.Append("Sources:");
        for (int i = 0; i < hits.Count; i++)
        {
            text.Append(i == 0 ? " " : "; ").Append(hits[i].Title).Append(" is ").Append(hits[i].Address);
        }

        return text.ToString();
    }

    private static async Task<string> SearchAsync(ISearchProvider provider, string query, int count, IServiceProvider? services, CancellationToken cancellationToken)
    {
        string words = Line(query, MaxQueryChars);
        if (words.Length == 0)
        {
            return "There was nothing to search for.";
        }

        // What a provider brings comes from strangers: it becomes lines of a bounded length, and no more than were asked for.
        IReadOnlyList<SearchHit> found = await provider.SearchAsync(words, count, cancellationToken);
        SearchHit[] hits = [.. found.Take(count).Select(hit => new SearchHit(Line(hit.Title, MaxTitleChars), Line(hit.Address, 500), Line(hit.Snippet, MaxSnippetChars)))];
        if (hits.Length == 0)
        {
            return $"I found nothing about {words}.";
        }

        if (ToolTask.Of(services) is { } task)
        {
            await task.ShowAsync(Cards.SearchHits($"search-{Interlocked.Increment(ref _cards)}", words, hits), cancellationToken);
        }

        return Describe(hits);
    }

    private static string Line(string text, int most)
    {
        string line = string.Join(' ', string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= most ? line : string.Concat(line.AsSpan(0, most - 1), "…");
    }
}
