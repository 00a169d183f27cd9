using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using McpTools.Links;
using McpTools.Settings;

namespace McpTools.Authorization.Machine;

/// <summary>Asks an authorization server for a token, in the name of the host itself.</summary>
internal sealed class TokenRequest(HttpServerSettings server, TimeProvider time)
{
    private static readonly TimeSpan AssertionLasts = TimeSpan.FromMinutes(1);

    private readonly OAuthSettings _oauth = server.OAuth;

    /// <summary>Asks the identity provider for what the authorization server takes; RFC 8693, as enterprise-managed authorization has it.</summary>
    /// <exception cref="ServerUnavailableException">A token cannot be read.</exception>
    public HttpRequestMessage CreateExchange(Grantor grantor)
    {
        Dictionary<string, string> form = Form(grantor);
        form["grant_type"] = "urn:ietf:params:oauth:grant-type:token-exchange";
        form["requested_token_type"] = "urn:ietf:params:oauth:token-type:id-jag";
        form["subject_token_type"] = "urn:ietf:params:oauth:token-type:id_token";
        form["subject_token"] = Read(_oauth.AssertionFile!);
        form["audience"] = grantor.Issuer;
        form["client_id"] = _oauth.IdentityProviderClientId!;
        HttpRequestMessage request = Request(_oauth.IdentityProvider!);
        request.Content = new FormUrlEncodedContent(form);
        return request;
    }

    /// <param name="assertion">What the identity provider gave; null for the file's token.</param>
    /// <exception cref="ServerUnavailableException">A key or token cannot be read.</exception>
    public HttpRequestMessage Create(Grantor grantor, string? assertion = null)
    {
        Dictionary<string, string> form = Form(grantor);
        HttpRequestMessage request = Request(grantor.TokenEndpoint);
        if (_oauth.Grant is MachineGrant.JwtBearer)
        {
            form["grant_type"] = "urn:ietf:params:oauth:grant-type:jwt-bearer";
            form["assertion"] = assertion ?? Read(_oauth.AssertionFile!);
        }
        else
        {
            form["grant_type"] = "client_credentials";
        }

        Authenticate(request, form, grantor);
        request.Content = new FormUrlEncodedContent(form);
        return request;
    }

    private Dictionary<string, string> Form(Grantor grantor)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal) { ["resource"] = grantor.Resource };
        if ((_oauth.Scopes.Count > 0 ? string.Join(' ', _oauth.Scopes) : grantor.Scopes) is { } scopes)
        {
            form["scope"] = scopes;
        }

        return form;
    }

    private static HttpRequestMessage Request(Uri endpoint)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return request;
    }

    private void Authenticate(HttpRequestMessage request, Dictionary<string, string> form, Grantor grantor)
    {
        if (_oauth.PrivateKeyFile is { } file)
        {
            form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
            form["client_assertion"] = Sign(Read(file), grantor.Issuer);
        }
        else if (_oauth.ClientSecret is { } secret && grantor.Methods?.Contains("client_secret_basic", StringComparer.Ordinal) is not false)
        {
            string pair = $"{Uri.EscapeDataString(_oauth.ClientId!)}:{Uri.EscapeDataString(secret)}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }
        else if (_oauth.ClientId is { } id)
        {
            form["client_id"] = id;
            if (_oauth.ClientSecret is { } inForm)
            {
                form["client_secret"] = inForm;
            }
        }
    }

    /// <summary>A JSON web token of the client about itself, RFC 7523, signed with ES256 or RS256, as the key has it.</summary>
    private string Sign(string pem, string audience)
    {
        using var elliptic = ECDsa.Create();
        using var rsa = RSA.Create();
        try
        {
            return Imports(elliptic, pem) ? Assert("ES256", audience, data => elliptic.SignData(data, HashAlgorithmName.SHA256))
                : Imports(rsa, pem) ? Assert("RS256", audience, data => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
                : throw new CryptographicException("Neither an elliptic nor an RSA key.");
        }
        catch (CryptographicException exception)
        {
            throw new ServerUnavailableException("was not signed in to: 'oauth:privateKeyFile' is no private key in PEM, P-256 or RSA.", exception);
        }
    }

    private static bool Imports(AsymmetricAlgorithm key, string pem)
    {
        try
        {
            key.ImportFromPem(pem);
            return true;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    private string Assert(string algorithm, string audience, Func<byte[], byte[]> sign)
    {
        DateTimeOffset now = time.GetUtcNow();
        var claims = new AssertionClaims(_oauth.ClientId!, _oauth.ClientId!, audience, now.ToUnixTimeSeconds(), (now + AssertionLasts).ToUnixTimeSeconds(), Guid.NewGuid().ToString("N"));
        return SignedToken.Create(
            JsonSerializer.SerializeToUtf8Bytes(new AssertionHeader(algorithm, "JWT"), MachineJson.Default.AssertionHeader),
            JsonSerializer.SerializeToUtf8Bytes(claims, MachineJson.Default.AssertionClaims), sign);
    }

    // At each sign-in: a platform exchanges such files while the host runs.
    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ServerUnavailableException($"was not signed in to: {exception.Message}", exception);
        }
    }
}
