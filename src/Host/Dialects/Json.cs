using System.Text.Json;

namespace AgentHost.Dialects;

/// <summary>Reads JSON that may have any shape, and writes what may be absent.</summary>
internal static class Json
{
    public static JsonElement? Optional(JsonElement owner, string name) =>
        owner.ValueKind is JsonValueKind.Object && owner.TryGetProperty(name, out JsonElement value) ? value : null;

    public static string? Text(JsonElement owner, string name) => Optional(owner, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The object of that name; undefined when there is none, which has no properties either.</summary>
    public static JsonElement Object(JsonElement owner, string name) => Optional(owner, name) is { ValueKind: JsonValueKind.Object } found ? found : default;

    /// <exception cref="ProtocolException">It is missing, or no text.</exception>
    public static string Required(JsonElement owner, string name, string param) =>
        Text(owner, name) ?? throw new ProtocolException("missing_parameter", $"\"{param}\" is missing, or no text.", param);

    public static void WriteOr(Utf8JsonWriter json, string name, JsonElement? value, Action<Utf8JsonWriter> otherwise)
    {
        json.WritePropertyName(name);
        if (value is { } present)
        {
            present.WriteTo(json);
        }
        else
        {
            otherwise(json);
        }
    }
}
