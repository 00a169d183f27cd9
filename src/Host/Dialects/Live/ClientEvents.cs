using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentHost.Dialects.Live;

/// <summary>What a client may send. Names and fields are those of the published Live protocol; see docs/protocol.md.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(SessionStart), "session.start")]
[JsonDerivedType(typeof(SessionUpdate), "session.update")]
[JsonDerivedType(typeof(SessionClose), "session.close")]
[JsonDerivedType(typeof(InputAudioAppend), "session.input_audio.append")]
[JsonDerivedType(typeof(InputAudioMute), "session.input_audio.mute")]
[JsonDerivedType(typeof(InputAudioUnmute), "session.input_audio.unmute")]
[JsonDerivedType(typeof(InstructionsAppend), "session.instructions.append")]
[JsonDerivedType(typeof(ThinkingAppend), "session.thinking.append")]
[JsonDerivedType(typeof(CommentaryAppend), "session.commentary.append")]
[JsonDerivedType(typeof(InputTextAppend), "session.input_text.append")]
[JsonDerivedType(typeof(InputVideoAppend), "session.input_video.append")]
[JsonDerivedType(typeof(PlaybackAck), "session.playback.ack")]
[JsonDerivedType(typeof(UiActionEvent), "session.ui.action")]
internal abstract record ClientEvent
{
    public string? EventId { get; init; }
}

/// <summary>The first event of a connection.</summary>
internal sealed record SessionStart(SessionConfig Session) : ClientEvent;

internal sealed record SessionUpdate(SessionConfig Session) : ClientEvent;

internal sealed record SessionClose : ClientEvent;

/// <param name="Audio">Base64 of samples in the session's format.</param>
internal sealed record InputAudioAppend(string Audio) : ClientEvent;

internal sealed record InputAudioMute : ClientEvent;

internal sealed record InputAudioUnmute : ClientEvent;

internal sealed record InstructionsAppend(string Content, string? DelegationId) : ClientEvent;

/// <summary>Silent context.</summary>
internal sealed record ThinkingAppend(string Content, string? DelegationId) : ClientEvent;

/// <summary>Speakable context: with a delegation's id, that task's result.</summary>
internal sealed record CommentaryAppend(string Content, string? DelegationId) : ClientEvent;

/// <summary>Extension: words the user typed.</summary>
internal sealed record InputTextAppend(string Text) : ClientEvent;

/// <summary>Extension: one picture.</summary>
/// <param name="Image">Base64 of a JPEG or PNG file.</param>
/// <param name="MediaType">"image/jpeg" or "image/png".</param>
internal sealed record InputVideoAppend(string Image, string MediaType) : ClientEvent;

/// <summary>Extension: the client has played this far, in ms since the session's start.</summary>
internal sealed record PlaybackAck(long PlayedMs) : ClientEvent;

/// <summary>Extension: what the user did on a card; A2UI's action.</summary>
internal sealed record UiActionEvent(string SurfaceId, string Name, string? SourceComponentId = null, JsonElement Context = default) : ClientEvent;

internal sealed record SessionConfig
{
    public string? Model { get; init; }

    public string? Instructions { get; init; }

    public AudioConfig? Audio { get; init; }

    /// <summary>Null or absent: the host's own background agent works. <c>client</c>: the client does.</summary>
    public DelegationConfig? Delegation { get; init; }

    /// <summary>Extension: which additional server events the client wants; see <see cref="LiveExtensions"/>.</summary>
    public IReadOnlyList<string>? Extensions { get; init; }

    /// <summary>Addition: tools the host's agent does not get in this session, by advertised name.</summary>
    public IReadOnlyList<string>? UnwantedTools { get; init; }
}

internal sealed record AudioConfig(AudioFormatConfig? Format = null, AudioOutputConfig? Output = null);

internal sealed record AudioFormatConfig(string Type, int? Rate = null);

internal sealed record AudioOutputConfig(string? Voice = null);

internal sealed record DelegationConfig(string Type, int? AcknowledgementDelayMs = null);

/// <summary>Additions to the published protocol; a client gets their events only when it names them in <c>session.extensions</c>.</summary>
internal static class LiveExtensions
{
    public const string Ui = "ui";
    public const string Delegations = "delegations";
    public const string Playback = "playback";
    public const string Injections = "injections";
    public const string Turns = "turns";

    public static readonly string[] All = [Ui, Delegations, Playback, Injections, Turns];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, AllowOutOfOrderMetadataProperties = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ClientEvent))]
internal sealed partial class LiveJson : JsonSerializerContext
{
    /// <exception cref="LiveProtocolException">The event cannot be read; the message says what would do.</exception>
    public static ClientEvent Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Default.ClientEvent) ?? throw new LiveProtocolException("invalid_event", "An event is a JSON object, not null.");
        }
        catch (Exception exception) when (exception is NotSupportedException || exception.Message.Contains("type discriminator", StringComparison.Ordinal))
        {
            throw new LiveProtocolException("unknown_event", $"The event's \"type\" is not one of: {string.Join(", ", SupportedTypes)}.");
        }
        catch (JsonException exception)
        {
            // The framework's messages end with the path and the byte; the part before is for people.
            throw new LiveProtocolException("invalid_event", $"{exception.Message.Split(" Path:")[0]} ({exception.Path ?? "$"})");
        }
    }

    private static IEnumerable<string> SupportedTypes => typeof(ClientEvent).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false)
        .Cast<JsonDerivedTypeAttribute>().Select(attribute => attribute.TypeDiscriminator!.ToString()!);
}
