using System.Text.Json.Serialization;

namespace AgentHost.Dialects.Live;

/// <summary>Writes back what a client configured, without what it left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DelegationConfig))]
internal sealed partial class LiveJsonOut : JsonSerializerContext;
