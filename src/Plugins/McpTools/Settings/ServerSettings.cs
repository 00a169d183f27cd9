using McpTools.Authorization;
using ModelContextProtocol.Client;

namespace McpTools.Settings;

/// <summary>One MCP server as configured, every variable replaced.</summary>
/// <param name="Name">Its key in the settings.</param>
/// <param name="ToolsetName">The name made of letters, digits and underscores, unique.</param>
/// <param name="ConnectTimeout">How long an attempt may take, from starting the server to its list of tools.</param>
/// <param name="Secrets">What must not appear in a log or report.</param>
internal abstract record ServerSettings(string Name, string ToolsetName, TimeSpan ConnectTimeout, Secrets Secrets)
{
    /// <summary>The revision of the protocol to speak; null agrees on the newest both know.</summary>
    public string? ProtocolVersion { get; init; }

    /// <summary>Whether the same server would be reached in the same way.</summary>
    public bool IsSameAs(ServerSettings other) => GetType() == other.GetType() && Values.SequenceEqual(other.Values, StringComparer.Ordinal);

    /// <summary>All that is set, in a fixed order.</summary>
    protected virtual IEnumerable<string?> Values => [Name, ToolsetName, $"{ConnectTimeout}", ProtocolVersion];
}

/// <param name="Command">A program's name on the search path, or its path.</param>
/// <param name="Environment">Set in the process; null removes a variable.</param>
/// <param name="Folder">The process's working folder.</param>
internal sealed record StdioServerSettings(
    string Name, string ToolsetName, TimeSpan ConnectTimeout, Secrets Secrets,
    string Command, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string?> Environment, string Folder)
    : ServerSettings(Name, ToolsetName, ConnectTimeout, Secrets)
{
    protected override IEnumerable<string?> Values =>
        [.. base.Values, Command, Folder, .. Arguments, "env", .. Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal).SelectMany(variable => (string?[])[variable.Key, variable.Value])];
}

/// <param name="Mode">Streamable HTTP, or the older SSE, or one after the other.</param>
internal sealed record HttpServerSettings(
    string Name, string ToolsetName, TimeSpan ConnectTimeout, Secrets Secrets,
    Uri Url, HttpTransportMode Mode, IReadOnlyDictionary<string, string> Headers)
    : ServerSettings(Name, ToolsetName, ConnectTimeout, Secrets)
{
    public OAuthSettings OAuth { get; init; } = OAuthSettings.Default;

    protected override IEnumerable<string?> Values =>
    [
        .. base.Values, Url.OriginalString, $"{Mode}", OAuth.ClientId, OAuth.ClientSecret, OAuth.ClientMetadata?.OriginalString, $"{OAuth.RedirectPort}", $"{OAuth.Grant}", OAuth.PrivateKeyFile, OAuth.AssertionFile, OAuth.IdentityProvider?.OriginalString, OAuth.IdentityProviderClientId, .. OAuth.Scopes, "headers",
        .. Headers.OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase).SelectMany(header => (string?[])[header.Key, header.Value]),
    ];

    /// <summary>Whether the settings say who asks; a server that is not content with it is not signed in to.</summary>
    public bool NamesItself => Headers.Keys.Contains("Authorization", StringComparer.OrdinalIgnoreCase);
}

/// <summary>Values that stand for themselves nowhere but in the server's environment or headers.</summary>
internal sealed class Secrets(IEnumerable<string> values)
{
    /// <summary>Shorter values ("1", "true", "debug") are no secrets, and hiding them would garble texts.</summary>
    private const int ShortestSecret = 6;

    private readonly string[] _values = [.. values.Where(value => value.Length >= ShortestSecret).Distinct().OrderByDescending(value => value.Length)];

    public static Secrets None { get; } = new([]);

    public string Hide(string text) => _values.Aggregate(text, (hidden, value) => hidden.Replace(value, "***", StringComparison.Ordinal));
}
