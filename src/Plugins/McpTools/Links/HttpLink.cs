using System.Globalization;
using System.Net;
using System.Net.Sockets;
using McpTools.Authorization;
using McpTools.Authorization.Machine;
using McpTools.Authorization.Proofs;
using McpTools.Settings;
using ModelContextProtocol.Client;

namespace McpTools.Links;

/// <summary>A server somewhere else, over Streamable HTTP or SSE.</summary>
internal sealed class HttpLink : IServerLink
{
    private readonly HttpServerSettings _settings;
    private readonly SignIn? _signIn;
    private readonly HttpClient _http;
    private readonly HttpClientTransport _transport;

    /// <param name="signIn">Null when the settings say who asks. Disposed with the link.</param>
    /// <param name="time">For a host that signs in as itself.</param>
    public HttpLink(HttpServerSettings settings, SignIn? signIn = null, TimeProvider? time = null)
    {
        (_settings, _signIn) = (settings, signIn);
        // Not redirected: the headers, secrets among them, are for the address in the settings. Not timed: a tool may take its time.
        HttpMessageHandler handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10) };
        bool asItself = settings.OAuth.Grant is not MachineGrant.None;
        if (asItself || signIn is not null)
        {
            handler = new ProofHandler(() => ProofKey.Kept(signIn?.KeyPath), handler, time ?? TimeProvider.System);
        }

        _http = new HttpClient(asItself ? new MachineSignIn(settings, handler, time ?? TimeProvider.System) : handler) { Timeout = Timeout.InfiniteTimeSpan };
        _transport = new HttpClientTransport(
            new HttpClientTransportOptions
            {
                Endpoint = settings.Url,
                TransportMode = settings.Mode,
                Name = settings.Name,
                AdditionalHeaders = settings.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase),
                ConnectionTimeout = settings.ConnectTimeout,
                OAuth = signIn?.Options,
            },
            _http);
    }

    public IClientTransport Transport => _transport;

    public string Kind => "http";

    public CancellationToken Ended => CancellationToken.None;

    /// <summary>The address without what may be secret in it.</summary>
    private string Address => _settings.Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    public Task<string> ExplainAsync(Exception? exception) => Task.FromResult(exception switch
    {
        null => $"the session at {Address} ended.",
        TimeoutException => $"timed out: no answer from {Address} within {_settings.ConnectTimeout.TotalSeconds:0.#} s. See that an MCP server is there, or raise 'timeoutSeconds'.",
        _ when Inner<ServerUnavailableException>(exception) is { } unavailable => $"{Address} {unavailable.Message}",
        _ when Inner<HttpRequestException>(exception) is { StatusCode: { } status } => $"{Address} answered {ExplainStatus(status)}",
        _ when Inner<SocketException>(exception) is { } socket => $"not reachable at {Address}: {socket.Message}. Start the server, or correct 'url'.",
        _ when Inner<HttpRequestException>(exception) is { } request => $"not reachable at {Address}: {_settings.Secrets.Hide(request.Message)} Correct 'url'.",
        _ => $"{Address} answered nonsense: {_settings.Secrets.Hide(exception.Message)} See that 'url' is an MCP server's.",
    });

    public async ValueTask DisposeAsync()
    {
        await _transport.DisposeAsync();
        _http.Dispose();
        _signIn?.Dispose();
    }

    private static string ExplainStatus(HttpStatusCode status)
    {
        string code = string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)status}");
        return (int)status switch
        {
            401 or 403 => $"{code}: it wants to know who asks. Give 'headers' an Authorization it accepts.",
            404 or 405 or 406 => $"{code}: there is no MCP server at this path. Correct 'url'.",
            >= 300 and < 400 => $"{code}: it points elsewhere. Set 'url' to the new address.",
            >= 500 => $"{code}: the server is in trouble. See its own log.",
            _ => $"{code}. See that 'url' is an MCP server's.",
        };
    }

    private static T? Inner<T>(Exception exception) where T : Exception
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is T found || (inner is AggregateException aggregate && (found = aggregate.InnerExceptions.Select(Inner<T>).FirstOrDefault(one => one is not null)!) is not null))
            {
                return found;
            }
        }

        return null;
    }
}
