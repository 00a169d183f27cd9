using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpTools.Authorization.Proofs;

/// <summary>The key that a server's tokens are bound to, and proofs of having it: DPoP, RFC 9449, with ES256. Thread-safe.</summary>
internal sealed class ProofKey : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ECDsa _key;
    private readonly ProofHeader _header;

    private ProofKey(ECDsa key)
    {
        _key = key;
        ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        _header = new ProofHeader("dpop+jwt", "ES256", new ProofJwk("EC", "P-256", Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y)));
    }

    /// <summary>The key kept in a file of the user's that only the user can read, or a new one, which is kept there if that is possible.</summary>
    /// <param name="path">Null keeps it nowhere.</param>
    public static ProofKey Kept(string? path)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (path is not null && OwnerFile.TryRead(path) is { } pem)
        {
            try
            {
                key.ImportFromPem(pem);
                return new ProofKey(key);
            }
            catch (Exception exception) when (exception is CryptographicException or ArgumentException)
            {
                // As if there were none: the next sign-in binds its tokens to the new one.
                key.Dispose();
                key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            }
        }

        if (path is not null)
        {
            OwnerFile.TryWrite(path, key.ExportPkcs8PrivateKeyPem());
        }

        return new ProofKey(key);
    }

    /// <summary>A proof for one request; it is good for no other.</summary>
    /// <param name="address">Where the request goes; its query and fragment are no part of the proof.</param>
    /// <param name="token">The token the request carries; null for a request for one.</param>
    /// <param name="nonce">What the server wants to see in it.</param>
    public string Create(HttpMethod method, Uri address, string? token, string? nonce, DateTimeOffset now)
    {
        string? hash = token is null ? null : Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(token)));
        var claims = new ProofClaims(Guid.NewGuid().ToString("N"), method.Method, address.GetLeftPart(UriPartial.Path), now.ToUnixTimeSeconds(), hash, nonce);
        lock (_lock)
        {
            return SignedToken.Create(
                JsonSerializer.SerializeToUtf8Bytes(_header, ProofJson.Default.ProofHeader), JsonSerializer.SerializeToUtf8Bytes(claims, ProofJson.Default.ProofClaims),
                data => _key.SignData(data, HashAlgorithmName.SHA256));
        }
    }

    public void Dispose() => _key.Dispose();
}

internal sealed record ProofJwk(string Kty, string Crv, string X, string Y);

internal sealed record ProofHeader(string Typ, string Alg, ProofJwk Jwk);

internal sealed record ProofClaims(string Jti, string Htm, string Htu, long Iat, string? Ath, string? Nonce);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProofHeader))]
[JsonSerializable(typeof(ProofClaims))]
internal sealed partial class ProofJson : JsonSerializerContext;
