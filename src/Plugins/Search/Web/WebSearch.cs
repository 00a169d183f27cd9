using System.Globalization;
using System.Net;
using System.Text.Json;
using InteractionCore.Plugins;
using InteractionCore.Ui;
using Search.Documents;
using Search.Settings;

namespace Search.Web;

/// <summary>Searches the web through SearXNG or Brave.</summary>
/// <param name="http">Without limits of its own.</param>
internal sealed class WebSearch(WebSettings settings, HttpClient http, TimeProvider time) : ISearchProvider
{
    private volatile HealthReport? _last;

    public WebSettings Settings => settings;

    public string Name => "web";

    public string Description => "Searches the web, the internet, for anything. In an answer, name the title of the page it is from.";

    public async Task<IReadOnlyList<SearchHit>> SearchAsync(string query, int count, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(settings.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using HttpRequestMessage request = CreateRequest(query, count);
            using HttpResponseMessage response = await http.SendAsync(request, either.Token);
            IReadOnlyList<SearchHit> hits = await ReadAsync(response, either.Token);
            Note(Health.Ok, string.Create(CultureInfo.InvariantCulture, $"answered in {time.GetElapsedTime(started).TotalMilliseconds:0} ms"));
            return [.. hits.Take(count)];
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw Fail($"the web search did not answer within {settings.Timeout.TotalSeconds:0} s.", "Is it busy? Raise 'web:timeoutSeconds', up to 30.");
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded)
        {
            throw Fail("the web search answered with too much.", "It sent more than 2 MB.", exception);
        }
        catch (HttpRequestException exception)
        {
            throw Fail("the web search is not reachable.", $"{exception.Message} Correct 'web:endpoint', or start what should listen there.", exception);
        }
        catch (JsonException exception)
        {
            throw Fail("the web search answered with something else than results.", $"Is 'web:endpoint' the address of {settings.Provider}? {exception.Message}", exception);
        }
    }

    /// <summary>How the last search went; asks for a word when there was none yet.</summary>
    public async Task<HealthReport> ReportAsync(CancellationToken cancellationToken)
    {
        try
        {
            return _last ?? await AskAsync(cancellationToken);
        }
        catch (SearchException)
        {
            return _last!;
        }
    }

    private async Task<HealthReport> AskAsync(CancellationToken cancellationToken)
    {
        await SearchAsync("hello", 1, cancellationToken);
        return _last!;
    }

    private HttpRequestMessage CreateRequest(string query, int count)
    {
        string words = Uri.EscapeDataString(query), endpoint = settings.Endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/');
        string address = settings.Provider is WebProvider.Brave
            ? $"{endpoint}?q={words}&count={count}&text_decorations=false"
            : $"{endpoint}{(endpoint.EndsWith("/search", StringComparison.Ordinal) ? "" : "/search")}?q={words}&format=json";
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Accept", "application/json");
        if (settings.Key is { } key)
        {
            request.Headers.Add(settings.Provider is WebProvider.Brave ? "X-Subscription-Token" : "Authorization", settings.Provider is WebProvider.Brave ? key : $"Bearer {key}");
        }

        return request;
    }

    private async Task<IReadOnlyList<SearchHit>> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw response.StatusCode switch
            {
                HttpStatusCode.Forbidden when settings.Provider is WebProvider.SearXNG => Fail("the web search does not allow this host to search.", "Add json to 'search: formats' in the settings.yml of SearXNG (status 403)."),
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Fail("the web search does not accept the key.", $"Check the key (status {(int)response.StatusCode})."),
                HttpStatusCode.TooManyRequests => Fail("the web search wants fewer questions.", "Its limit is reached (status 429). Wait, or raise the limit there."),
                _ => Fail("the web search failed.", $"It answered with status {(int)response.StatusCode} from {settings.Endpoint.GetLeftPart(UriPartial.Path)}."),
            };
        }

        // The client's limit of 2 MB is on what it buffers.
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        IEnumerable<WebResult?>? results = settings.Provider is WebProvider.Brave
            ? (await JsonSerializer.DeserializeAsync(body, WebJson.Default.BraveAnswer, cancellationToken))?.Web?.Results
            : (await JsonSerializer.DeserializeAsync(body, WebJson.Default.SearxngAnswer, cancellationToken))?.Results;
        return [.. (results ?? []).OfType<WebResult>().Select(Hit).OfType<SearchHit>()];
    }

    /// <summary>A result as a hit; null without a title or an address that a browser opens.</summary>
    private static SearchHit? Hit(WebResult result) =>
        result.Title is { Length: > 0 } title && Uri.TryCreate(result.Url, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            ? new SearchHit(HtmlText.Plain(title), result.Url!, HtmlText.Plain(result.Content ?? result.Description ?? ""))
            : null;

    private SearchException Fail(string said, string next, Exception? inner = null)
    {
        Note(Health.Broken, $"{said} {next}");
        return new SearchException(said, inner);
    }

    private void Note(Health health, string detail) => _last = new HealthReport("Web search", health, $"{settings.Provider} at {settings.Endpoint.Authority}: {detail}");
}
