using System.Buffers;
using System.Text.Json;

namespace AgentHost.Dialects;

/// <summary>Writes events as UTF-8 JSON: type, id, then their own fields.</summary>
internal static class WireEvent
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    /// <param name="id">The event's id; null for one without.</param>
    public static byte[] Write<TState>(string type, string? id, TState state, Action<Utf8JsonWriter, TState> writeFields)
    {
        ArrayBufferWriter<byte> buffer = _buffer ??= new ArrayBufferWriter<byte>(32 * 1024);
        Utf8JsonWriter json = _json ??= new Utf8JsonWriter(buffer);
        buffer.ResetWrittenCount();
        json.Reset(buffer);
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        if (id is not null)
        {
            json.WriteString("event_id"u8, id);
        }

        writeFields(json, state);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the fields of an <c>error</c> event.</summary>
    /// <param name="clientIdName">"client_event_id" in Live, "event_id" in Realtime.</param>
    public static void WriteError(Utf8JsonWriter json, WireError error, string clientIdName)
    {
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, error.Type);
        json.WriteString("code"u8, error.Code);
        json.WriteString("message"u8, error.Message);
        WriteOptional(json, "param", error.Param);
        WriteOptional(json, clientIdName, error.ClientEventId);
        if (error.RetryAfter is { } after)
        {
            json.WriteNumber("retry_after_ms"u8, (long)after.TotalMilliseconds);
        }

        json.WriteEndObject();
    }

    public static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    /// <summary>The <c>event_id</c> of an event that may be no good otherwise.</summary>
    public static string? IdOf(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var json = new Utf8JsonReader(bytes);
            while (json.Read())
            {
                if (json.TokenType is JsonTokenType.PropertyName && json.CurrentDepth == 1 && json.ValueTextEquals("event_id"u8))
                {
                    return json.Read() && json.TokenType is JsonTokenType.String ? json.GetString() : null;
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // It has none that can be read.
        }

        return null;
    }
}

/// <param name="Code">For programs.</param>
/// <param name="Message">For people: what is wrong, and what would do.</param>
/// <param name="ClientEventId">The event that caused it.</param>
internal sealed record WireError(string Code, string Message, string? ClientEventId = null)
{
    public const string InvalidRequest = "invalid_request_error";
    public const string Server = "server_error";

    public string Type { get; init; } = InvalidRequest;

    /// <summary>The parameter that is wrong, such as session.audio.format.</summary>
    public string? Param { get; init; }

    /// <summary>When the same may be tried again with success.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>The client did what the protocol does not allow; the message is for it.</summary>
internal sealed class ProtocolException(string code, string message, string? param = null) : Exception(message)
{
    /// <summary>The one error after which the connection cannot go on: the rest of the event is still under way.</summary>
    public const string TooLarge = "event_too_large";

    public string Code { get; } = code;

    public WireError ToError(string? clientEventId = null) => new(Code, Message, clientEventId) { Param = param };
}
