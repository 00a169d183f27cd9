namespace McpTools.Authorization;

/// <summary>How this host makes itself known to a server that wants a sign-in. Everything is optional: a server says what it takes.</summary>
/// <param name="ClientId">An identity registered with the authorization server beforehand.</param>
/// <param name="ClientSecret">Its secret, from a variable.</param>
/// <param name="ClientMetadata">Where a document describing this client is published; its address is then the client's id.</param>
/// <param name="Scopes">What to ask for, instead of what the server says.</param>
/// <param name="RedirectPort">The port on this machine a browser is sent back to; 0 takes a free one.</param>
internal sealed record OAuthSettings(string? ClientId, string? ClientSecret, Uri? ClientMetadata, IReadOnlyList<string> Scopes, int RedirectPort)
{
    public static OAuthSettings Default { get; } = new(null, null, null, [], 0);
}
