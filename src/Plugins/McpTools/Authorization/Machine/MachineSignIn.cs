using System.Net;
using System.Net.Http.Headers;
using McpTools.Links;
using McpTools.Settings;

namespace McpTools.Authorization.Machine;

/// <summary>
/// Signs a host in to a server as itself, where nobody sits: with a secret or a key of its own (client credentials), or with a token that
/// its platform gives it (JWT bearer, RFC 7523). The server says where; a token that it refuses is asked for anew, once. Thread-safe.
/// </summary>
internal sealed class MachineSignIn(HttpServerSettings server, HttpMessageHandler inner, TimeProvider time) : DelegatingHandler(inner)
{
    /// <summary>A token is not used for its last seconds.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _one = new(1);
    private volatile Token? _token;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } content)
        {
            // It may have to be sent twice.
            await content.LoadIntoBufferAsync(cancellationToken);
        }

        Token? token = _token;
        HttpResponseMessage response = await SendWithAsync(request, token, cancellationToken);
        if (response.StatusCode is not HttpStatusCode.Unauthorized)
        {
            return response;
        }

        AuthenticationHeaderValue? challenge = response.Headers.WwwAuthenticate.FirstOrDefault(offer => offer.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase));
        response.Dispose();
        return await SendWithAsync(request, await RenewAsync(token, challenge?.Parameter, cancellationToken), cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _one.Dispose();
        }

        base.Dispose(disposing);
    }

    private Task<HttpResponseMessage> SendWithAsync(HttpRequestMessage request, Token? token, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = token is not null && time.GetUtcNow() < token.Until ? new AuthenticationHeaderValue("Bearer", token.Value) : null;
        return base.SendAsync(request, cancellationToken);
    }

    /// <param name="refused">The token that the server did not take; another that came meanwhile is used instead of a new one.</param>
    private async Task<Token> RenewAsync(Token? refused, string? challenge, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_token is { } other && other != refused)
            {
                return other;
            }

            var discovery = new Discovery(server.Url, base.SendAsync);
            Grantor grantor = await discovery.FindAsync(challenge, cancellationToken);
            var request = new TokenRequest(server, time);
            string? assertion = server.OAuth.IdentityProvider is null ? null
                : (await discovery.AskAsync(request.CreateExchange(grantor), MachineJson.Default.TokenAnswer, cancellationToken)).AccessToken;
            TokenAnswer answer = await discovery.AskAsync(request.Create(grantor, assertion), MachineJson.Default.TokenAnswer, cancellationToken);
            if (answer is not { AccessToken: { Length: > 0 } value } || !"Bearer".Equals(answer.TokenType ?? "Bearer", StringComparison.OrdinalIgnoreCase))
            {
                throw new ServerUnavailableException($"was not signed in to: {grantor.TokenEndpoint} gave no bearer token.");
            }

            TimeSpan lasts = TimeSpan.FromSeconds(Math.Clamp(answer.ExpiresIn ?? 3_600, 0, 365 * 86_400));
            return _token = new Token(value, time.GetUtcNow() + lasts - Margin);
        }
        finally
        {
            _one.Release();
        }
    }

    private sealed record Token(string Value, DateTimeOffset Until);
}
