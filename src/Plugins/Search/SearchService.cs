using InteractionCore.Delegation;
using InteractionCore.Plugins;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Search.Documents;
using Search.Settings;
using Search.Web;

namespace Search;

/// <summary>Keeps what is searched as the settings say, for as long as the host runs. Thread-safe.</summary>
/// <param name="others">What other plugins offer to search in.</param>
/// <param name="handler">The way to the web; the service's own from now on.</param>
internal sealed class SearchService(
    LiveSettings<SearchSettings> settings, IEnumerable<ISearchProvider> others, HttpMessageHandler handler, TimeProvider time, ILogger logger)
    : IHostedService, IToolSource, IHealthReporter, IDisposable
{
    private readonly IReadOnlyList<ISearchProvider> _others = [.. others];
    private readonly HttpClient _http = new(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = 2 * 1024 * 1024 };
    private IDisposable? _following;
    private volatile Searched _searched = new(null, null, new Toolset("search", []));

    public string Name => "search";

    public Toolset Current => _searched.Tools;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Use(settings.Current);
        _following = settings.Follow(Use, logger, time);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _following?.Dispose();
        Searched last = _searched;
        _searched = last with { Documents = null, Tools = new Toolset(Name, []) };
        if (last.Documents is { } documents)
        {
            await documents.DisposeAsync();
        }
    }

    public async ValueTask<IReadOnlyList<HealthReport>> ReportAsync(CancellationToken cancellationToken)
    {
        Searched now = _searched;
        var reports = new List<HealthReport>();
        if (now.Documents is { } documents)
        {
            reports.Add(await documents.ReportAsync(cancellationToken));
        }

        if (now.Web is { } web)
        {
            reports.Add(await web.ReportAsync(cancellationToken));
        }

        if (settings.Refused is { } reason)
        {
            reports.Add(new HealthReport("Search settings", Health.Limited, $"were changed, and the change is not used: {reason}"));
        }

        return reports;
    }

    public void Dispose()
    {
        _following?.Dispose();
        _http.Dispose();
    }

    // What stays the same stays: a folder is not read again because another setting changed.
    private void Use(SearchSettings wanted)
    {
        Searched before = _searched;
        DocumentSearch? documents = wanted.Folder == before.Documents?.Folder ? before.Documents : wanted.Folder is null ? null : new DocumentSearch(wanted.Folder, time, logger);
        WebSearch? web = wanted.Web == before.Web?.Settings ? before.Web : wanted.Web is null ? null : new WebSearch(wanted.Web, _http, time);
        IEnumerable<ISearchProvider?> providers = [documents, web, .. _others];
        _searched = new Searched(documents, web, new Toolset(Name, [.. providers.OfType<ISearchProvider>().Select(provider => SearchTool.Create(provider, wanted.Hits))]));
        if (before.Documents is { } gone && gone != documents)
        {
            _ = gone.DisposeAsync().AsTask();
        }
    }

    private sealed record Searched(DocumentSearch? Documents, WebSearch? Web, Toolset Tools);
}
