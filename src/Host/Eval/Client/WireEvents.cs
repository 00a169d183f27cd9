using System.Buffers;
using System.Text.Json;
using AgentHost.Dialects;
using AgentHost.Dialects.Live;
using InteractionCore.Injections;
using InteractionCore.Sessions;
using InteractionCore.Turns;

namespace AgentHost.Eval.Client;

/// <summary>An event of the host as it came.</summary>
/// <param name="Type">Its name on the wire.</param>
/// <param name="ArrivalMs">When it came, on the client's clock, which starts with the session.</param>
/// <param name="SessionMs">When it happens by the host's account; null where the event has no time.</param>
/// <param name="Event">The event, its <see cref="SessionEvent.TimeMs"/> the arrival; null for one without a meaning here.</param>
/// <param name="Error">What the host complains about.</param>
internal sealed record ReceivedEvent(string Type, long ArrivalMs, long? SessionMs, SessionEvent? Event, string? Error = null);

/// <summary>Reads server events of the Live dialect: what <see cref="ServerEvents"/> writes, back.</summary>
internal static class WireEvents
{
    private static readonly WireAudioFormat Format = new(WireAudioFormat.Pcm, LiveClient.SampleRate);

    /// <exception cref="LiveClientException">The host sent what is no event.</exception>
    public static ReceivedEvent Read(ReadOnlyMemory<byte> bytes, long arrivalMs)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            return Read(document.RootElement, arrivalMs);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new LiveClientException($"The host sent an event that cannot be read: {exception.Message}", exception);
        }
    }

    private static ReceivedEvent Read(JsonElement json, long arrivalMs)
    {
        string type = json.GetProperty("type").GetString() ?? "";
        long? time = Time(json, "start_ms") ?? Time(json, "from_ms") ?? Time(json, "offset_ms");
        SessionEvent? read = type switch
        {
            "session.output_audio.delta" => new AudioDelta(arrivalMs, Epoch(json), time ?? 0, Decode(json)),
            "session.input_transcript.delta" => new InputTranscript(arrivalMs, Text(json, "delta"), Time(json, "end_ms") ?? arrivalMs),
            "session.output_transcript.delta" => new OutputTranscript(arrivalMs, 0, Text(json, "delta"), time ?? arrivalMs, json.TryGetProperty("backchannel", out JsonElement murmur) && murmur.GetBoolean()),
            "session.output_audio.cleared" => new OutputCleared(arrivalMs, Epoch(json)),
            "session.delegation.created" when json.GetProperty("delegation") is var delegation => new DelegationCreated(arrivalMs, Text(delegation, "id"), Text(delegation, "task")),
            "session.delegation.updated" => new DelegationUpdated(arrivalMs, Text(json, "delegation_id"), Update(json)),
            "session.context.injected" => new Injected(arrivalMs, Named<InjectionKind>(Text(json, "kind")), Text(json, "text"), Optional(json, "delegation_id")),
            "session.ui.patch" => new UiPatched(arrivalMs, new UiDescriptor(Text(json, "surface_id"), [.. json.GetProperty("messages").EnumerateArray().Select(message => message.Clone())]), Optional(json, "delegation_id")),
            "session.turn" => new TurnTimed(arrivalMs, json.GetProperty("turn").GetInt64(), json.GetProperty("elapsed_ms").GetDouble(), json.GetProperty("late").GetBoolean()),
            _ => null,
        };
        return new ReceivedEvent(type, arrivalMs, time, read, type == "error" ? Text(json.GetProperty("error"), "message") : null);
    }

    private static DelegationUpdate Update(JsonElement json) => new(
        Named<DelegationStatus>(Text(json, "status")), Optional(json, "tool"), json.TryGetProperty("arguments", out JsonElement arguments) ? arguments.GetRawText() : null, Optional(json, "detail"));

    private static AudioChunk Decode(JsonElement json)
    {
        var samples = new ArrayBufferWriter<float>(8_192);
        Format.Decode(json.GetProperty("delta").GetBytesFromBase64(), samples);
        return AudioChunk.Copy(samples.WrittenSpan);
    }

    /// <summary>An enumeration's value by its name on the wire, such as timed_out.</summary>
    private static T Named<T>(string name)
        where T : struct, Enum => Enum.TryParse(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out T value) ? value : default;

    private static int Epoch(JsonElement json) => json.TryGetProperty("epoch", out JsonElement epoch) ? epoch.GetInt32() : 0;

    private static long? Time(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement time) ? time.GetInt64() : null;

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? "";

    private static string? Optional(JsonElement json, string name) => json.TryGetProperty(name, out JsonElement text) ? text.GetString() : null;
}
