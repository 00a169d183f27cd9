using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AgentHost.Dialects.Live;

/// <summary>Reads client events, strictly: an unknown event or field is refused with the list of those there are.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, AllowOutOfOrderMetadataProperties = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ClientEvent))]
internal sealed partial class LiveJson : JsonSerializerContext
{
    private static readonly Dictionary<string, Type> EventTypes = typeof(ClientEvent).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false)
        .Cast<JsonDerivedTypeAttribute>().ToDictionary(attribute => attribute.TypeDiscriminator!.ToString()!, attribute => attribute.DerivedType, StringComparer.Ordinal);

    /// <exception cref="ProtocolException">The event cannot be read; the message says what would do.</exception>
    public static ClientEvent Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Default.ClientEvent) ?? throw new ProtocolException("invalid_event", "An event is a JSON object, not null.");
        }
        catch (Exception exception) when (exception is NotSupportedException || exception.Message.Contains("type discriminator", StringComparison.Ordinal))
        {
            throw Unknown(TypeOf(json));
        }
        catch (JsonException exception)
        {
            throw Explain(exception, TypeOf(json));
        }
        catch (InvalidOperationException)
        {
            // A string with half a surrogate pair.
            throw new ProtocolException("invalid_event", "The event has text that is not valid Unicode.");
        }
    }

    private static ProtocolException Unknown(string? type) => type switch
    {
        not null when type.StartsWith("decision.", StringComparison.Ordinal) =>
            new ProtocolException("unsupported_event", "This host makes no decisions for clients: delegation is \"client\", \"responses\", or left out for the host's own agent."),
        "transport.dtmf.send" => new ProtocolException("unsupported_event", "This host has no telephone line: transport.dtmf.send is for SIP calls."),
        _ => new ProtocolException("unknown_event", $"The event's \"type\" is not one of: {string.Join(", ", EventTypes.Keys)}."),
    };

    private static ProtocolException Explain(JsonException exception, string? type)
    {
        string path = exception.Path ?? "$";
        string param = path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;
        if (exception.Message.Contains("could not be mapped", StringComparison.Ordinal) && type is not null && EventTypes.TryGetValue(type, out Type? eventType))
        {
            string name = exception.Message.Split('\'') is { Length: > 1 } quoted ? quoted[1] : param;
            return new ProtocolException("unknown_parameter", $"'{name}' is not known here. Supported: {string.Join(", ", Fields(eventType, param.Split('.')))}.", param);
        }

        // The framework's messages end with the path and the byte; the part before is for people, but for the names of our types.
        string message = exception.Message.Split(" Path:")[0];
        message = message.Split("required properties including: ") is [_, { } missing] ? $"Required and missing: {missing}"
            : message.Contains("AgentHost.", StringComparison.Ordinal) || message.Contains("System.", StringComparison.Ordinal) ? "The value has another type than this field's."
            : message;
        return new ProtocolException("invalid_event", $"{message} ({path})", param);
    }

    /// <summary>The fields of the object in which the last name of the path is unknown.</summary>
    private static IEnumerable<string> Fields(Type eventType, string[] path)
    {
        JsonTypeInfo info = Default.GetTypeInfo(eventType)!;
        foreach (string name in path)
        {
            JsonPropertyInfo? property = info.Properties.FirstOrDefault(property => property.Name == name.Split('[')[0]);
            if (property is null || Default.GetTypeInfo(ElementOf(property.PropertyType)) is not { Kind: JsonTypeInfoKind.Object } next)
            {
                break;
            }

            info = next;
        }

        return info.Properties.Where(property => property.Set is not null || info.Properties.Count > 0).Select(property => property.Name);
    }

    private static Type ElementOf(Type type) => type.IsGenericType ? type.GetGenericArguments()[0] : type;

    private static string? TypeOf(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var json = new Utf8JsonReader(bytes);
            while (json.Read())
            {
                if (json.TokenType is JsonTokenType.PropertyName && json.CurrentDepth == 1 && json.ValueTextEquals("type"u8))
                {
                    return json.Read() && json.TokenType is JsonTokenType.String ? json.GetString() : null;
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // It has no type that can be read.
        }

        return null;
    }
}
