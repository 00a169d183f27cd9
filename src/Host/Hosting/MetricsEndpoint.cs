using System.Text.Json.Serialization;
using InteractionCore.Sessions;

namespace AgentHost.Hosting;

/// <summary>How the live loop and each session are now, as JSON. The same figures leave as metrics of the meter AgentHost.Interaction.</summary>
internal static class MetricsEndpoint
{
    public const string Path = "/v1/metrics";

    public static IResult Read(LiveHost host, HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        return Results.Json(host.Status(), MetricsJson.Default.LiveStatus);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(LiveStatus))]
internal sealed partial class MetricsJson : JsonSerializerContext;
