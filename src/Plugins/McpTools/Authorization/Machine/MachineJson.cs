using System.Text.Json.Serialization;

namespace McpTools.Authorization.Machine;

/// <summary>RFC 9728, as far as it is used.</summary>
internal sealed record ResourceMetadata(string? Resource, IReadOnlyList<string>? AuthorizationServers, IReadOnlyList<string>? ScopesSupported);

/// <summary>RFC 8414, as far as it is used.</summary>
internal sealed record IssuerMetadata(string? Issuer, string? TokenEndpoint, [property: JsonPropertyName("token_endpoint_auth_methods_supported")] IReadOnlyList<string>? Methods);

/// <summary>A token, or why there is none.</summary>
internal sealed record TokenAnswer(string? AccessToken, string? TokenType, double? ExpiresIn, string? Error);

internal sealed record AssertionHeader(string Alg, string Typ);

internal sealed record AssertionClaims(string Iss, string Sub, string Aud, long Iat, long Exp, string Jti);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ResourceMetadata))]
[JsonSerializable(typeof(IssuerMetadata))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(AssertionHeader))]
[JsonSerializable(typeof(AssertionClaims))]
internal sealed partial class MachineJson : JsonSerializerContext;
