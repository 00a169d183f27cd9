using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using McpTools.Links;

namespace McpTools.Authorization.Machine;

/// <summary>Who grants access to a server, and what to ask for.</summary>
/// <param name="Issuer">The authorization server.</param>
/// <param name="Methods">How it lets clients authenticate; null when it does not say.</param>
/// <param name="Resource">The server's name for itself.</param>
/// <param name="Scopes">What the server wants, or what there is.</param>
internal sealed record Grantor(string Issuer, Uri TokenEndpoint, IReadOnlyList<string>? Methods, string Resource, string? Scopes);

/// <summary>Finds out who grants access to a server: its protected-resource metadata (RFC 9728), and the metadata of that authorization server (RFC 8414).</summary>
/// <param name="send">Sends a request without a token.</param>
internal sealed partial class Discovery(Uri server, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send)
{
    private const int MostBytes = 256 * 1024;

    /// <param name="challenge">What stands behind "Bearer" in the server's WWW-Authenticate; null for nothing.</param>
    /// <exception cref="ServerUnavailableException">It cannot be found out, or is not to be trusted.</exception>
    public async Task<Grantor> FindAsync(string? challenge, CancellationToken cancellationToken)
    {
        string? named = Parameter(challenge, "resource_metadata");
        Uri[] places = named is not null ? [Trusted(named)] : [WellKnown(server, "oauth-protected-resource", server.AbsolutePath), WellKnown(server, "oauth-protected-resource", "/")];
        ResourceMetadata resource = await FirstAsync(places, MachineJson.Default.ResourceMetadata, cancellationToken)
            ?? throw new ServerUnavailableException("does not say who grants access to it (oauth-protected-resource). Give 'headers' an Authorization it accepts.");
        if (resource.Resource is { } name && !(Uri.TryCreate(name, UriKind.Absolute, out Uri? own) && own.Authority == server.Authority && server.AbsolutePath.StartsWith(own.AbsolutePath, StringComparison.Ordinal)))
        {
            throw new ServerUnavailableException($"says of itself that it is '{name}', which it is not. It is not given a token.");
        }

        string issuer = resource.AuthorizationServers is [{ } first, ..] ? first : throw new ServerUnavailableException("names nobody who grants access to it.");
        Uri address = Trusted(issuer);
        string path = address.AbsolutePath.TrimEnd('/');
        IssuerMetadata metadata = await FirstAsync(
                [WellKnown(address, "oauth-authorization-server", path), WellKnown(address, "openid-configuration", path), new Uri(address, $"{path}/.well-known/openid-configuration")],
                MachineJson.Default.IssuerMetadata, cancellationToken)
            ?? throw new ServerUnavailableException($"is guarded by {issuer}, which does not describe itself (oauth-authorization-server).");
        if (metadata.Issuer?.TrimEnd('/') != issuer.TrimEnd('/') || metadata.TokenEndpoint is not { } endpoint)
        {
            throw new ServerUnavailableException($"is guarded by {issuer}, which calls itself '{metadata.Issuer}' and is not trusted.");
        }

        string? scopes = Parameter(challenge, "scope") ?? (resource.ScopesSupported is { Count: > 0 } all ? string.Join(' ', all) : null);
        return new Grantor(metadata.Issuer, Trusted(endpoint), metadata.Methods, resource.Resource ?? server.AbsoluteUri, scopes);
    }

    /// <summary>Sends a request and reads the answer.</summary>
    /// <exception cref="ServerUnavailableException">It is refused.</exception>
    public async Task<T> AskAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await send(request, cancellationToken);
        byte[] body = await ReadAsync(response, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return Parse(body, type) ?? throw new ServerUnavailableException($"was not signed in to: {request.RequestUri!.GetLeftPart(UriPartial.Path)} answered nonsense.");
        }

        // Not asked again in another way: a refusal is an answer.
        string? error = Parse(body, MachineJson.Default.TokenAnswer)?.Error;
        throw new ServerUnavailableException($"was not signed in to: {request.RequestUri!.GetLeftPart(UriPartial.Path)} answered {(int)response.StatusCode}{(error is null ? "" : $" ({error})")}. Check 'oauth' of the server.");
    }

    private async Task<T?> FirstAsync<T>(IEnumerable<Uri> places, JsonTypeInfo<T> type, CancellationToken cancellationToken) where T : class
    {
        foreach (Uri place in places)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, place);
            using HttpResponseMessage response = await send(request, cancellationToken);
            if (response.IsSuccessStatusCode && Parse(await ReadAsync(response, cancellationToken), type) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(MostBytes, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    private static T? Parse<T>(byte[] body, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static Uri WellKnown(Uri origin, string name, string path) => new(origin, $"/.well-known/{name}{(path is "/" ? "" : path)}");

    // Secrets go there: over the network only encrypted.
    private static Uri Trusted(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && (uri.Scheme is "https" || (uri.Scheme is "http" && uri.IsLoopback))
            ? uri
            : throw new ServerUnavailableException($"sends to '{address}' for access, which is no https address.");

    private static string? Parameter(string? challenge, string name) =>
        challenge is null ? null : Pairs().Matches(challenge).FirstOrDefault(pair => pair.Groups["name"].Value.Equals(name, StringComparison.OrdinalIgnoreCase))?.Groups["value"].Value;

    [GeneratedRegex("(?<name>[a-z_]+)\\s*=\\s*\"(?<value>[^\"]*)\"", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Pairs();
}
