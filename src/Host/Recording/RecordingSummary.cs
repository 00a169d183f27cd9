using System.Text.Json.Serialization;

namespace AgentHost.Recording;

/// <summary>What the list of recordings says of one.</summary>
/// <param name="Name">Names it in addresses and on disk.</param>
/// <param name="StartedAt">When its session started.</param>
/// <param name="Seconds">How long it is; null while it is being made, or when the host ended before it did.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Heard">The first words that were heard.</param>
/// <param name="Complete">Whether nothing was left out for want of room or time.</param>
internal sealed record RecordingSummary(string Name, DateTimeOffset StartedAt, double? Seconds, long Bytes, string Heard, bool Complete);

/// <param name="Enabled">Whether this host records.</param>
/// <param name="Recordings">Newest first.</param>
internal sealed record RecordingList(bool Enabled, IReadOnlyList<RecordingSummary> Recordings);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RecordingSummary))]
[JsonSerializable(typeof(RecordingList))]
internal sealed partial class RecordingJson : JsonSerializerContext;
