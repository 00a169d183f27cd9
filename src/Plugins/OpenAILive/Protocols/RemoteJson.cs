using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace OpenAILive.Protocols;

[JsonSerializable(typeof(JsonObject))]
internal sealed partial class RemoteJson : JsonSerializerContext
{
    /// <summary>The text of that name; null when there is none, or it is something else.</summary>
    public static string? Text(JsonElement owner, string name) => Of(owner, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The value of that name; undefined when there is none, which has no properties either.</summary>
    public static JsonElement Of(JsonElement owner, string name) =>
        owner.ValueKind is JsonValueKind.Object && owner.TryGetProperty(name, out JsonElement value) ? value : default;

    public static long Number(JsonElement owner, string name, long otherwise) =>
        Of(owner, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out long value) ? value : otherwise;
}
