using System.Net.Sockets;
using McpTools.Links;
using McpTools.Settings;
using ModelContextProtocol.Authentication;

namespace McpTools.Authorization;

/// <summary>Signs in to one server when it asks for that, as OAuth for MCP says; the SDK speaks the protocol.</summary>
internal sealed class SignIn : IDisposable
{
    private readonly string _server;
    private readonly IBrowser? _browser;
    private readonly LoopbackRedirect? _redirect;

    /// <param name="browser">Null where nobody sits: kept tokens are used and refreshed, but nobody new signs in.</param>
    /// <exception cref="ServerUnavailableException">The redirect port is taken.</exception>
    public SignIn(HttpServerSettings server, ITokenCache tokens, IBrowser? browser, TimeProvider time)
    {
        (_server, _browser, KeyPath) = (server.Name, browser, (tokens as TokenFile)?.KeyPath);
        try
        {
            _redirect = browser is null ? null : new LoopbackRedirect(server.OAuth.RedirectPort, time);
        }
        catch (SocketException exception)
        {
            throw new ServerUnavailableException($"cannot be signed in to: port {server.OAuth.RedirectPort} on this machine: {exception.Message}. Set another 'oauth:redirectPort', or 0.", exception);
        }

        OAuthSettings oauth = server.OAuth;
        Options = new ClientOAuthOptions
        {
            RedirectUri = _redirect?.Address ?? new Uri("http://127.0.0.1/callback"),
            ClientId = oauth.ClientId,
            ClientSecret = oauth.ClientSecret,
            ClientMetadataDocumentUri = oauth.ClientMetadata,
            Scopes = oauth.Scopes.Count > 0 ? oauth.Scopes : null,
            DynamicClientRegistration = oauth.ClientId is null ? new DynamicClientRegistrationOptions { ClientName = "AgentHost" } : null,
            TokenCache = tokens,
            AuthorizationCallbackHandler = AuthorizeAsync,
        };
    }

    public ClientOAuthOptions Options { get; }

    /// <summary>Where the key is kept that the tokens are bound to, for a server that wants that; null keeps it nowhere.</summary>
    public string? KeyPath { get; }

    public void Dispose() => _redirect?.Dispose();

    private async Task<AuthorizationResult?> AuthorizeAsync(AuthorizationCallbackContext context, CancellationToken cancellationToken)
    {
        if (_browser is null || _redirect is null)
        {
            throw new ServerUnavailableException($"wants you to sign in. Run: AgentHost mcp login {_server}");
        }

        // The browser may come back before it says that it is on its way.
        Task<AuthorizationResult> back = _redirect.WaitAsync(context.AuthorizationUri, cancellationToken);
        await _browser.OpenAsync(context.AuthorizationUri, cancellationToken);
        AuthorizationResult result = await back;
        return result.Code is { Length: > 0 } ? result : throw new ServerUnavailableException("did not grant access. Sign in again and allow it.");
    }
}
