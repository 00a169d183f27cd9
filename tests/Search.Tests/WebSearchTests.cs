using System.Net;
using System.Text;
using AgentHost.Testing;
using InteractionCore.Plugins;
using InteractionCore.Ui;
using Search.Settings;
using Search.Web;

namespace Search.Tests;

/// <summary>Search engines as they answer, on a loopback port.</summary>
public sealed class WebSearchTests : IDisposable
{
    private const string Results = """{ "query": "x", "results": [ { "title": "The <b>Moon</b>", "url": "https://example.com/moon", "content": "It is 384,400 km &amp; more away." }, { "title": "bad", "url": "javascript:alert(1)" }, { "title": "Second", "url": "http://example.com/2" } ] }""";

    private readonly StandInEngine _engine = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = 2 * 1024 * 1024 };

    [Fact]
    public async Task SearXNG_is_asked_for_json_and_its_results_are_plain_text()
    {
        _engine.Answer = (200, Results);

        IReadOnlyList<SearchHit> hits = await Search().SearchAsync("how far & wide", 5, CancellationToken.None);

        Assert.Equal("/search?q=how%20far%20%26%20wide&format=json", _engine.Asked!.RawUrl);
        Assert.Equal([new SearchHit("The Moon", "https://example.com/moon", "It is 384,400 km & more away."), new SearchHit("Second", "http://example.com/2", "")], hits);
    }

    [Fact]
    public async Task Brave_gets_the_key_and_the_count()
    {
        _engine.Answer = (200, """{ "type": "search", "web": { "results": [ { "title": "Moon", "url": "https://example.com/moon", "description": "Far <strong>away</strong>." } ] } }""");
        var brave = new WebSearch(new WebSettings(WebProvider.Brave, new Uri(_engine.Address + "res/v1/web/search"), "the-key", TimeSpan.FromSeconds(5)), _http, TimeProvider.System);

        SearchHit hit = Assert.Single(await brave.SearchAsync("moon", 3, CancellationToken.None));

        Assert.Equal("/res/v1/web/search?q=moon&count=3&text_decorations=false", _engine.Asked!.RawUrl);
        Assert.Equal("the-key", _engine.Asked.Headers["X-Subscription-Token"]);
        Assert.Equal("Far away.", hit.Snippet);
    }

    [Theory]
    [InlineData(403, "", "the web search does not allow this host to search.", "Add json to 'search: formats'")]
    [InlineData(429, "", "the web search wants fewer questions.", "status 429")]
    [InlineData(500, "", "the web search failed.", "status 500")]
    [InlineData(302, "", "the web search failed.", "status 302")]
    [InlineData(200, "<html>hello</html>", "the web search answered with something else than results.", "Is 'web:endpoint' the address of SearXNG?")]
    [InlineData(200, "{}", "the web search answered with something else than results.", "Is 'web:endpoint' the address of SearXNG?")]
    public async Task What_goes_wrong_is_said_and_the_health_report_knows_the_next_move(int status, string body, string said, string next)
    {
        _engine.Answer = (status, body);
        WebSearch search = Search();

        var exception = await Assert.ThrowsAsync<SearchException>(() => search.SearchAsync("moon", 5, CancellationToken.None));
        HealthReport report = await search.ReportAsync(CancellationToken.None);

        Assert.Equal(said, exception.Message);
        Assert.Equal(Health.Broken, report.Health);
        Assert.Contains(next, report.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_that_is_not_there_is_named()
    {
        _engine.Dispose();

        var exception = await Assert.ThrowsAsync<SearchException>(() => Search().SearchAsync("moon", 5, CancellationToken.None));

        Assert.Equal("the web search is not reachable.", exception.Message);
    }

    [Fact]
    public async Task Megabytes_are_refused()
    {
        _engine.Answer = (200, new string(' ', 3 * 1024 * 1024));

        var exception = await Assert.ThrowsAsync<SearchException>(() => Search().SearchAsync("moon", 5, CancellationToken.None));

        Assert.Equal("the web search answered with too much.", exception.Message);
    }

    [Fact]
    public async Task A_slow_engine_is_given_up()
    {
        var time = new ManualTimeProvider();
        _engine.Answer = null;
        Task<IReadOnlyList<SearchHit>> searching = Search(time).SearchAsync("moon", 5, CancellationToken.None);

        await _engine.WhenAsked.WaitAsync(Patience.Limit);
        time.Advance(TimeSpan.FromSeconds(5));

        var exception = await Assert.ThrowsAsync<SearchException>(() => searching.WaitAsync(Patience.Limit));
        Assert.Equal("the web search did not answer within 5 s.", exception.Message);
    }

    [Fact]
    public async Task The_first_report_asks_and_the_next_tells_of_the_last_search()
    {
        _engine.Answer = (200, Results);
        WebSearch search = Search();

        HealthReport first = await search.ReportAsync(CancellationToken.None);
        _engine.Dispose();
        HealthReport second = await search.ReportAsync(CancellationToken.None);

        Assert.Equal(Health.Ok, first.Health);
        Assert.Matches(@"^SearXNG at 127\.0\.0\.1:\d+: answered in \d+ ms$", first.Detail);
        Assert.Equal(first, second);
    }

    public void Dispose()
    {
        _engine.Dispose();
        _http.Dispose();
    }

    private WebSearch Search(TimeProvider? time = null) => new(new WebSettings(WebProvider.SearXNG, new Uri(_engine.Address), null, TimeSpan.FromSeconds(5)), _http, time ?? TimeProvider.System);
}

/// <summary>Answers every question alike; with nothing while the answer is null.</summary>
internal sealed class StandInEngine : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StandInEngine()
    {
        using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        }

        _listener.Prefixes.Add(Address);
        _listener.Start();
        _ = ServeAsync();
    }

    public string Address { get; }

    public (int Status, string Body)? Answer { get; set; } = (200, "{}");

    public HttpListenerRequest? Asked { get; private set; }

    public Task WhenAsked => _asked.Task;

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                Asked = context.Request;
                _asked.TrySetResult();
                if (Answer is { } answer)
                {
                    context.Response.StatusCode = answer.Status;
                    context.Response.RedirectLocation = answer.Status == 302 ? "http://example.com/" : null;
                    await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer.Body));
                    context.Response.Close();
                }
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The test is over, or the client has had enough.
        }
    }
}
