using System.Globalization;
using McpTools.Authorization;
using Microsoft.Extensions.Configuration;
using ModelContextProtocol.Client;

namespace McpTools.Settings;

/// <summary>
/// Reads one server's entry. Fields other clients know and this one does not ("gallery", "alwaysAllow") are none of its business.
/// </summary>
/// <param name="folder">What a relative <c>cwd</c> starts from.</param>
/// <param name="error">Told of everything wrong. Values of <c>env</c> and <c>headers</c> are not repeated to it.</param>
internal sealed class ServerEntry(IConfigurationSection entry, Variables variables, string folder, Action<string> error)
{
    private const int DefaultConnectSeconds = 25;
    private const int MaxConnectSeconds = 600;

    private static readonly string[] OAuthFields = ["clientId", "clientSecret", "clientMetadataUrl", "scopes", "redirectPort", "grant", "privateKeyFile", "assertionFile", "identityProvider", "identityProviderClientId"];

    private bool _failed;

    public bool Enabled => !IsTrue("disabled") && (entry["enabled"] is null || IsTrue("enabled"));

    /// <returns>The server; null when something was wrong.</returns>
    public ServerSettings? Read(string toolsetName)
    {
        TimeSpan timeout = ReadTimeout();
        if (entry["enabled"] is { } enabled && !bool.TryParse(enabled, out _))
        {
            Fail($"'enabled' is '{enabled}': use true or false.");
        }

        if (entry["envFile"] is { } file)
        {
            Fail($"'envFile' is '{file}' and is not read here: name the variables in 'env'.");
        }

        string? command = Text("command"), url = Text("url"), type = entry["type"];
        ServerSettings? server = (command, url) switch
        {
            (not null, null) when type is null or "stdio" => ReadStdio(toolsetName, timeout, command),
            (null, not null) when ModeOf(type) is { } mode => ReadHttp(toolsetName, timeout, url, mode),
            (not null, not null) => Wrong("has both 'command' and 'url': use 'command' for a program to start, 'url' for a server that runs."),
            (null, null) => Wrong("has neither 'command' nor 'url': use 'command' for a program to start, 'url' for a server that runs."),
            _ => Wrong($"'type' is '{type}': use stdio with 'command', http or sse with 'url'."),
        };
        server = server is null ? null : server with { ProtocolVersion = ReadProtocolVersion() };
        return _failed ? null : server;
    }

    private StdioServerSettings ReadStdio(string toolsetName, TimeSpan timeout, string command)
    {
        string[] arguments = [.. entry.GetSection("args").GetChildren().Select(argument => Value(argument, "args") ?? "")];
        if (entry.GetSection("args").Value is { Length: > 0 } single)
        {
            Fail($"'args' is '{single}': use an array of texts.");
        }

        var set = entry.GetSection("env").GetChildren().ToDictionary(variable => variable.Key, variable => Value(variable, "env"), StringComparer.Ordinal);
        return new StdioServerSettings(
            entry.Key, toolsetName, timeout, SecretsWith(set.Values), command, arguments, set, Path.GetFullPath(Text("cwd") ?? ".", folder));
    }

    private HttpServerSettings? ReadHttp(string toolsetName, TimeSpan timeout, string url, HttpTransportMode mode)
    {
        var headers = entry.GetSection("headers").GetChildren().ToDictionary(header => header.Key, header => Value(header, "headers") ?? "", StringComparer.OrdinalIgnoreCase);
        foreach (string header in headers.Where(header => header.Value.AsSpan().ContainsAny('\r', '\n')).Select(header => header.Key))
        {
            Fail($"the header '{header}' holds a line break: write it on one line.");
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            Fail($"'url' is '{url}': use an address that begins with http:// or https://.");
            return null;
        }

        OAuthSettings oauth = ReadOAuth();
        return new HttpServerSettings(entry.Key, toolsetName, timeout, SecretsWith([.. headers.Values, address.Query, address.UserInfo, oauth.ClientSecret]), address, mode, headers) { OAuth = oauth };
    }

    private OAuthSettings ReadOAuth()
    {
        IConfigurationSection oauth = entry.GetSection("oauth");
        foreach (IConfigurationSection unknown in oauth.GetChildren().Where(child => !OAuthFields.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            Fail($"'oauth:{unknown.Key}' is unknown: use {string.Join(", ", OAuthFields)}.");
        }

        Uri? metadata = HttpsAddress("oauth:clientMetadataUrl", "the https address of a client metadata document");
        string? port = oauth["redirectPort"];
        if (!ushort.TryParse(port ?? "0", CultureInfo.InvariantCulture, out ushort redirectPort))
        {
            Fail($"'oauth:redirectPort' is '{port}': use 0 for a free port, or 1 to 65535.");
        }

        var read = new OAuthSettings(Text("oauth:clientId"), Text("oauth:clientSecret"), metadata,
            [.. oauth.GetSection("scopes").GetChildren().Select(scope => scope.Value).OfType<string>()], redirectPort)
        {
            Grant = oauth["grant"] switch
            {
                "client-credentials" => MachineGrant.ClientCredentials,
                "jwt-bearer" => MachineGrant.JwtBearer,
                _ => MachineGrant.None,
            },
            PrivateKeyFile = FilePath("oauth:privateKeyFile"),
            AssertionFile = FilePath("oauth:assertionFile"),
            IdentityProvider = HttpsAddress("oauth:identityProvider", "the https address of the provider's token endpoint"),
            IdentityProviderClientId = Text("oauth:identityProviderClientId"),
        };
        CheckGrant(oauth["grant"], read);
        return read;
    }

    private Uri? HttpsAddress(string field, string what)
    {
        if (Text(field) is not { } url)
        {
            return null;
        }

        if (Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.Scheme is "https")
        {
            return address;
        }

        Fail($"'{field}' is '{url}': use {what}.");
        return null;
    }

    private void CheckGrant(string? grant, OAuthSettings read)
    {
        if (grant is not null && read.Grant is MachineGrant.None)
        {
            Fail($"'oauth:grant' is '{grant}': use client-credentials or jwt-bearer, or leave it out for a person to sign in.");
        }

        if (read.Grant is MachineGrant.ClientCredentials && (read.ClientId is null || (read.ClientSecret is null) == (read.PrivateKeyFile is null)))
        {
            Fail("'oauth:grant' is 'client-credentials', which needs 'clientId' and either 'clientSecret' or 'privateKeyFile'.");
        }

        if (read.Grant is MachineGrant.JwtBearer && read.AssertionFile is null)
        {
            Fail("'oauth:grant' is 'jwt-bearer', which needs 'assertionFile': the file with the platform's token.");
        }

        if (read.IdentityProvider is not null && (read.Grant is not MachineGrant.JwtBearer || read.IdentityProviderClientId is null))
        {
            Fail("'oauth:identityProvider' needs 'grant' to be 'jwt-bearer', and 'identityProviderClientId'.");
        }

        if (read.PrivateKeyFile is { } key && Variables.OthersCanRead(key))
        {
            Fail($"'oauth:privateKeyFile' is '{key}', which others can read. Run: chmod 600 {key}");
        }
    }

    private string? ReadProtocolVersion()
    {
        string? version = entry["protocolVersion"];
        if (version is not null && !DateOnly.TryParseExact(version, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            Fail($"'protocolVersion' is '{version}': use a revision of MCP such as 2025-11-25, or leave it out.");
        }

        return version;
    }

    private TimeSpan ReadTimeout()
    {
        string? text = entry["timeoutSeconds"];
        if (!int.TryParse(text ?? DefaultConnectSeconds.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, out int seconds) || seconds is < 1 or > MaxConnectSeconds)
        {
            Fail($"'timeoutSeconds' is '{text}': use 1 to {MaxConnectSeconds}.");
        }

        return TimeSpan.FromSeconds(seconds);
    }

    private static HttpTransportMode? ModeOf(string? type) => type switch
    {
        null or "http" => HttpTransportMode.AutoDetect,
        "streamable-http" or "streamableHttp" => HttpTransportMode.StreamableHttp,
        "sse" => HttpTransportMode.Sse,
        _ => null,
    };

    private Secrets SecretsWith(IEnumerable<string?> values) => new(variables.Values.Concat(values.OfType<string>()));

    private string? FilePath(string field) => Text(field) is { } path ? Path.GetFullPath(path, folder) : null;

    private string? Text(string field) => entry[field] is { Length: > 0 } text ? variables.Replace(text, problem => Fail($"'{field}' {problem}")) : null;

    private string? Value(IConfigurationSection value, string field)
    {
        if (value.GetChildren().Any())
        {
            Fail($"'{field}' has a value at '{value.Key}' that is no text: write it in quotes.");
        }

        return value.Value is { } text ? variables.Replace(text, problem => Fail($"'{field}' at '{value.Key}' {problem}")) : null;
    }

    private bool IsTrue(string field) => bool.TryParse(entry[field], out bool value) ? value : field is "enabled";

    private ServerSettings? Wrong(string message)
    {
        Fail(message);
        return null;
    }

    private void Fail(string message)
    {
        _failed = true;
        error(message);
    }
}
