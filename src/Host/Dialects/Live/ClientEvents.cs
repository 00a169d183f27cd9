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
[JsonDerivedType(typeof(FixturePlay), "session.output_audio.fixture.play")]
[JsonDerivedType(typeof(ResponseItemCreate), "response.item.create")]
[JsonDerivedType(typeof(ResponseCreate), "response.create")]
[JsonDerivedType(typeof(InputTextAppend), "session.input_text.append")]
[JsonDerivedType(typeof(InputVideoAppend), "session.input_video.append")]
[JsonDerivedType(typeof(PlaybackAck), "session.playback.ack")]
[JsonDerivedType(typeof(UiActionEvent), "session.ui.action")]
[JsonDerivedType(typeof(SessionResume), "session.resume")]
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

/// <summary>Plays a sound in place of the model's speech; the model hears nothing meanwhile.</summary>
/// <param name="Audio">Base64 of 16-bit PCM at 24 kHz, 30 s at most.</param>
internal sealed record FixturePlay(string Audio) : ClientEvent;

/// <summary>For the agent: a message, or a function's output.</summary>
internal sealed record ResponseItemCreate(JsonElement Item) : ClientEvent;

/// <summary>Lets the agent go on; this host's does so by itself when it has what it waits for.</summary>
internal sealed record ResponseCreate : ClientEvent;

/// <summary>Extension: words the user typed.</summary>
internal sealed record InputTextAppend(string Text) : ClientEvent;

/// <summary>Extension: one picture.</summary>
/// <param name="Image">Base64 of a JPEG or PNG file.</param>
/// <param name="MediaType">"image/jpeg" or "image/png".</param>
internal sealed record InputVideoAppend(string Image, string MediaType) : ClientEvent;

/// <summary>Extension: the client has played this far, in ms since the session's start.</summary>
internal sealed record PlaybackAck(long PlayedMs) : ClientEvent;

/// <summary>Extension: the user did something on a card.</summary>
/// <param name="SurfaceId">The card.</param>
/// <param name="Name">Of the A2UI action.</param>
/// <param name="SourceComponentId">What was pressed.</param>
/// <param name="Context">What the action carries, e.g. a form's fields; an object.</param>
internal sealed record UiActionEvent(string SurfaceId, string Name, string? SourceComponentId = null, JsonElement Context = default) : ClientEvent;

/// <summary>Extension: the first event of a connection that goes on with a session which lost its own.</summary>
/// <param name="SessionId">As session.started told it.</param>
/// <param name="LastEventId">The last event of the host's that arrived; null for none.</param>
internal sealed record SessionResume(string SessionId, string? LastEventId = null) : ClientEvent;

internal sealed record SessionConfig
{
    public string? Model { get; init; }

    public string? Instructions { get; init; }

    public AudioConfig? Audio { get; init; }

    /// <summary>Null or absent: the host's own background agent works. <c>client</c>: the client does.</summary>
    public DelegationConfig? Delegation { get; init; }

    /// <summary>What was said before: text messages, at most 128.</summary>
    public IReadOnlyList<InitialItem>? Input { get; init; }

    /// <summary>Only <c>false</c> can be had: this host stores no session.</summary>
    public bool? Store { get; init; }

    /// <summary>Decision triggers: none can be had.</summary>
    public JsonElement? Triggers { get; init; }

    /// <summary>Permissions of a WebRTC front end, which this host has not.</summary>
    public JsonElement? Client { get; init; }

    /// <summary>Extension: which additional server events the client wants; see <see cref="LiveExtensions"/>.</summary>
    public IReadOnlyList<string>? Extensions { get; init; }

    /// <summary>Addition: tools the host's agent does not get in this session, by advertised name.</summary>
    public IReadOnlyList<string>? UnwantedTools { get; init; }
}

internal sealed record AudioConfig(AudioFormatConfig? Format = null, AudioOutputConfig? Output = null);

internal sealed record AudioFormatConfig(string Type, int? Rate = null);

/// <param name="Voice">A name, or an object with an id.</param>
internal sealed record AudioOutputConfig(JsonElement? Voice = null);

/// <param name="AcknowledgementDelayMs">Accepted; when to speak is the model's decision here.</param>
internal sealed record DelegationConfig(string Type, int? AcknowledgementDelayMs = null, ResponsesConfig? Responses = null, JsonElement? Decisions = null);

/// <summary>The host's agent for one session. What it cannot choose (model, reasoning and so on) is accepted and without effect.</summary>
internal sealed record ResponsesConfig
{
    public string? Model { get; init; }

    public string? Instructions { get; init; }

    /// <summary>Functions the client runs.</summary>
    public IReadOnlyList<JsonElement>? Tools { get; init; }

    public int? MaxOutputTokens { get; init; }

    public bool? ParallelToolCalls { get; init; }

    public JsonElement? Reasoning { get; init; }

    public string? ServiceTier { get; init; }

    public JsonElement? Text { get; init; }

    public JsonElement? ToolChoice { get; init; }
}

/// <summary>A message of the conversation before the session.</summary>
internal sealed record InitialItem(string Role, IReadOnlyList<InitialContent> Content, string? Id = null, string? Status = null, string? Type = null);

internal sealed record InitialContent(string Text, string? Type = null);

/// <summary>Additions to the published protocol; a client gets their events only when it names them in <c>session.extensions</c>.</summary>
internal static class LiveExtensions
{
    public const string Ui = "ui";
    public const string Delegations = "delegations";
    public const string Playback = "playback";
    public const string Injections = "injections";
    public const string Turns = "turns";

    public const string Resume = "resume";

    /// <summary>Those that add events of the host.</summary>
    public static readonly string[] OfEvents = [Ui, Delegations, Playback, Injections, Turns];

    public static readonly string[] All = [.. OfEvents, Resume];
}
