namespace McpTools.Authorization;

/// <summary>How a host signs in as itself.</summary>
internal enum MachineGrant
{
    /// <summary>It does not: a person signs in.</summary>
    None,

    /// <summary>With its own secret or key.</summary>
    ClientCredentials,

    /// <summary>With a token that its platform gives it.</summary>
    JwtBearer,
}

/// <summary>How this host makes itself known to a server that wants a sign-in. Everything is optional: a server says what it takes.</summary>
/// <param name="ClientId">An identity registered with the authorization server beforehand.</param>
/// <param name="ClientSecret">Its secret, from a variable.</param>
/// <param name="ClientMetadata">Where a document describing this client is published; its address is then the client's id.</param>
/// <param name="Scopes">What to ask for, instead of what the server says.</param>
/// <param name="RedirectPort">The port on this machine a browser is sent back to; 0 takes a free one.</param>
internal sealed record OAuthSettings(string? ClientId, string? ClientSecret, Uri? ClientMetadata, IReadOnlyList<string> Scopes, int RedirectPort)
{
    public MachineGrant Grant { get; init; }

    /// <summary>A private key in PEM that signs for the client, instead of a secret.</summary>
    public string? PrivateKeyFile { get; init; }

    /// <summary>The token that the platform gives, for <see cref="MachineGrant.JwtBearer"/>; read at each sign-in.</summary>
    public string? AssertionFile { get; init; }

    /// <summary>
    /// Where an enterprise's identity provider exchanges the token of <see cref="AssertionFile"/>, an identity token of its own, for one that
    /// the server's authorization server takes (enterprise-managed authorization); null when that takes the file's token itself.
    /// </summary>
    public Uri? IdentityProvider { get; init; }

    /// <summary>Who the host is to the identity provider.</summary>
    public string? IdentityProviderClientId { get; init; }

    public static OAuthSettings Default { get; } = new(null, null, null, [], 0);
}
