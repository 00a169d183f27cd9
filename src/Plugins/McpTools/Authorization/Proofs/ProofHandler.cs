using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpTools.Authorization.Proofs;

/// <summary>
/// Proves to a server that wants it that its tokens are in the hands they were given to (DPoP, RFC 9449). To what is outside of it, the
/// server is one that takes bearer tokens: challenges, tokens and requests are translated. A server that takes those is left alone.
/// Thread-safe.
/// </summary>
internal sealed class ProofHandler(Func<ProofKey> key, HttpMessageHandler inner, TimeProvider time) : DelegatingHandler(inner)
{
    private const string Scheme = "DPoP", NonceHeader = "DPoP-Nonce";

    /// <summary>A server and where it gets its tokens, with room for a move.</summary>
    private const int MostNonces = 16;

    private const int MostTokenBytes = 1024 * 1024;

    private readonly Lazy<ProofKey> _key = new(key);
    private readonly ConcurrentDictionary<string, string> _nonces = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The server asked for proofs.</summary>
    private volatile bool _wanted;

    /// <summary>A token that was given without being bound, whatever the server asks for.</summary>
    private volatile string? _unbound;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } content)
        {
            // It may have to be sent again.
            await content.LoadIntoBufferAsync(cancellationToken);
        }

        bool forToken = request.Method == HttpMethod.Post && request.Content?.Headers.ContentType?.MediaType is "application/x-www-form-urlencoded";
        string? token = request.Headers.Authorization is { Scheme: "Bearer", Parameter: { } parameter } ? parameter : null;
        HttpResponseMessage response = await ProveAndSendAsync(request, forToken, token, cancellationToken);
        if (!_wanted && response.StatusCode is HttpStatusCode.Unauthorized && ChallengeOf(response) is not null)
        {
            _wanted = true;
            if (token is not null)
            {
                response.Dispose();
                response = await ProveAndSendAsync(request, forToken, token, cancellationToken);
            }
        }

        if (_wanted && await WantsNonceAsync(response, forToken, cancellationToken))
        {
            response.Dispose();
            response = await ProveAndSendAsync(request, forToken, token, cancellationToken);
        }

        if (response.StatusCode is HttpStatusCode.Unauthorized && ChallengeOf(response) is { } challenge)
        {
            response.Headers.WwwAuthenticate.Remove(challenge);
            response.Headers.WwwAuthenticate.Add(new AuthenticationHeaderValue("Bearer", challenge.Parameter));
        }
        else if (_wanted && forToken && response.IsSuccessStatusCode)
        {
            await TakeTokenAsync(response, cancellationToken);
        }

        return response;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _key.IsValueCreated)
        {
            _key.Value.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<HttpResponseMessage> ProveAndSendAsync(HttpRequestMessage request, bool forToken, string? token, CancellationToken cancellationToken)
    {
        Uri address = request.RequestUri!;
        string origin = address.GetLeftPart(UriPartial.Authority);
        bool bound = token is not null && token != _unbound;
        request.Headers.Remove(Scheme);
        if (_wanted && (forToken || bound))
        {
            request.Headers.TryAddWithoutValidation(Scheme, _key.Value.Create(request.Method, address, token, _nonces.GetValueOrDefault(origin), time.GetUtcNow()));
        }

        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(_wanted && bound ? Scheme : "Bearer", token);
        }

        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        if (response.Headers.TryGetValues(NonceHeader, out IEnumerable<string>? nonces) && (_nonces.ContainsKey(origin) || _nonces.Count < MostNonces))
        {
            _nonces[origin] = nonces.First();
        }

        return response;
    }

    private static AuthenticationHeaderValue? ChallengeOf(HttpResponseMessage response) =>
        response.Headers.WwwAuthenticate.FirstOrDefault(challenge => challenge.Scheme.Equals(Scheme, StringComparison.OrdinalIgnoreCase));

    private static async Task<bool> WantsNonceAsync(HttpResponseMessage response, bool forToken, CancellationToken cancellationToken)
    {
        if (!response.Headers.Contains(NonceHeader))
        {
            return false;
        }

        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => ChallengeOf(response)?.Parameter?.Contains("use_dpop_nonce", StringComparison.Ordinal) is true,
            HttpStatusCode.BadRequest when forToken => (await ReadAsync(response, cancellationToken))?["error"] is JsonValue error && error.TryGetValue(out string? name) && name == "use_dpop_nonce",
            _ => false,
        };
    }

    private async Task TakeTokenAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (await ReadAsync(response, cancellationToken) is not { } answer || answer["token_type"] is not JsonValue type || !type.TryGetValue(out string? name))
        {
            return;
        }

        if (name.Equals(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            answer["token_type"] = "Bearer";
            response.Content = new StringContent(answer.ToJsonString(), Encoding.UTF8, "application/json");
        }
        else if (answer["access_token"] is JsonValue given && given.TryGetValue(out string? token))
        {
            _unbound = token;
        }
    }

    // What was read stays in the response, for who asked.
    private static async Task<JsonObject?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(MostTokenBytes, cancellationToken);
        try
        {
            return JsonNode.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken)) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
