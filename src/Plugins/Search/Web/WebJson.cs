using System.Text.Json.Serialization;

namespace Search.Web;

/// <summary>One result, in the fields of either engine.</summary>
internal sealed record WebResult(string? Title, string? Url, string? Content, string? Description);

/// <summary>What SearXNG answers.</summary>
internal sealed record SearxngAnswer([property: JsonRequired] IReadOnlyList<WebResult?> Results);

/// <summary>What Brave answers; without <c>web</c> when it found no pages.</summary>
internal sealed record BraveAnswer([property: JsonRequired] string Type, BraveWeb? Web);

internal sealed record BraveWeb(IReadOnlyList<WebResult?>? Results);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SearxngAnswer))]
[JsonSerializable(typeof(BraveAnswer))]
internal sealed partial class WebJson : JsonSerializerContext;
