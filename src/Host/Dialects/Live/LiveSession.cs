using System.Text.Json;
using InteractionCore.Delegation;
using InteractionCore.Model;
using InteractionCore.Sessions;

namespace AgentHost.Dialects.Live;

/// <summary>What a client chose when it started its session, and what it changed since.</summary>
internal sealed class LiveSession
{
    /// <summary>The protocol's limits.</summary>
    private const int MostInstructionTokens = 16_384;
    private const int MostHistoryTokens = 8_192;
    private const int MostHistoryMessages = 128;

    /// <summary>Between two messages of the history, so that they stay two.</summary>
    private const long HistorySpacingMs = 2_000;

    /// <summary>1 January 2100: the host ends no session for its age.</summary>
    private const long Never = 4_102_444_800;

    private readonly SessionConfig _config;
    private readonly List<string> _instructions = [];

    private LiveSession(SessionConfig config, WireAudioFormat format, ModelLayout layout)
    {
        (_config, Format, Layout) = (config, format, layout);
        Model = config.Model ?? "default";
        Voice = config.Audio?.Output?.Voice is { } voice ? VoiceOf(voice) : null;
        Extensions = (config.Extensions ?? []).ToHashSet(StringComparer.Ordinal);
        UnwantedTools = (config.UnwantedTools ?? []).ToHashSet(StringComparer.Ordinal);
        Delegation = config.Delegation?.Type;
        Instructions = config.Instructions;
        Tools = FunctionTools.Read(config.Delegation?.Responses?.Tools, "session.delegation.responses.tools");
        History = ReadHistory(config.Input ?? []);
    }

    /// <summary>As the client knows the session: whoever has it may watch or resume it, so it cannot be guessed.</summary>
    public string Id { get; } = $"live_{Guid.NewGuid():N}";

    public string Model { get; }

    public WireAudioFormat Format { get; }

    public ModelLayout Layout { get; }

    public string? Voice { get; }

    public string? Instructions { get; set; }

    public IReadOnlySet<string> Extensions { get; }

    /// <summary>Tools the host's agent does not get.</summary>
    public IReadOnlySet<string> UnwantedTools { get; }

    public IReadOnlyList<TranscriptEntry> History { get; }

    /// <summary>The client's own tools for the host's agent.</summary>
    public IReadOnlyList<ClientTool> Tools { get; private set; }

    /// <summary>"client", "responses", or null for the host's own agent, which is the same as the second but for its events.</summary>
    public string? Delegation { get; }

    /// <summary>Whether the client does the delegated work itself.</summary>
    public bool ClientDelegation => Delegation == "client";

    public string DelegationTarget => ClientDelegation ? "client" : "responses";

    /// <summary>All the background agent works under.</summary>
    public string? AgentInstructions
    {
        get
        {
            string all = string.Join('\n', new[] { Instructions, _config.Delegation?.Responses?.Instructions }.Concat(_instructions).Where(part => !string.IsNullOrWhiteSpace(part)));
            return all.Length == 0 ? null : all;
        }
    }

    /// <exception cref="ProtocolException">The client asks for what this host does not do.</exception>
    public static LiveSession Create(SessionConfig config, ModelLayout layout)
    {
        WireAudioFormat format = WireAudioFormat.TryParse(config.Audio?.Format?.Type, config.Audio?.Format?.Rate, out string? error)
            ?? throw new ProtocolException("unsupported_audio", error!, "session.audio.format");
        LiveRules.Check(config);
        TokenCount.Check(config.Instructions ?? "", MostInstructionTokens, "session.instructions");
        return new LiveSession(config, format, layout);
    }

    public void AppendInstructions(string text) => _instructions.Add(text);

    /// <exception cref="ProtocolException">Something is to be changed that cannot be.</exception>
    public void Update(SessionConfig update)
    {
        LiveRules.CheckUpdate(update, Delegation);
        if (update.Delegation?.Responses is { } responses)
        {
            Tools = responses.Tools is null ? Tools : FunctionTools.Read(responses.Tools, "session.delegation.responses.tools");
            if (responses.Instructions is { } more)
            {
                AppendInstructions(more);
            }
        }

        Instructions = update.Instructions ?? Instructions;
    }

    /// <summary>Writes the session as the client sees it.</summary>
    public void WriteResource(Utf8JsonWriter json)
    {
        json.WriteStartObject("session"u8);
        json.WriteString("id"u8, Id);
        json.WriteString("model"u8, Model);
        json.WriteString("status"u8, "active"u8);
        json.WriteNumber("expires_at"u8, Never);
        json.WriteString("instructions"u8, Instructions);
        json.WriteStartObject("audio"u8);
        json.WriteStartObject("format"u8);
        json.WriteString("type"u8, Format.Type);
        json.WriteNumber("rate"u8, Format.Rate);
        json.WriteEndObject();
        if (Voice is not null)
        {
            json.WriteStartObject("output"u8);
            json.WriteString("voice"u8, Voice);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        if (_config.Delegation is { } delegation)
        {
            json.WritePropertyName("delegation"u8);
            JsonSerializer.Serialize(json, delegation, LiveJsonOut.Default.DelegationConfig);
        }

        json.WriteEndObject();
    }

    private static string VoiceOf(JsonElement voice) => voice.ValueKind switch
    {
        JsonValueKind.String => voice.GetString()!,
        JsonValueKind.Object when voice.TryGetProperty("id", out JsonElement id) && id.ValueKind is JsonValueKind.String => id.GetString()!,
        _ => throw new ProtocolException("invalid_event", "\"voice\" is a name, or an object with an \"id\".", "session.audio.output.voice"),
    };

    private List<TranscriptEntry> ReadHistory(IReadOnlyList<InitialItem> items)
    {
        if (items.Count > MostHistoryMessages)
        {
            throw new ProtocolException("too_many_messages", $"\"input\" has {items.Count} messages, and {MostHistoryMessages} is the most.", "session.input");
        }

        var history = new List<TranscriptEntry>();
        int tokens = 0;
        for (int i = 0; i < items.Count; i++)
        {
            string text = LiveRules.TextOf(items[i], i);
            tokens += TokenCount.Of(text);
            if (items[i].Role == "developer")
            {
                AppendInstructions(text);
            }
            else
            {
                history.Add(new TranscriptEntry(items[i].Role == "user" ? Speaker.User : Speaker.Model, text, (i - items.Count) * HistorySpacingMs));
            }
        }

        return tokens <= MostHistoryTokens
            ? history
            : throw new ProtocolException("text_too_long", $"\"input\" has {tokens} tokens, and {MostHistoryTokens} is the most.", "session.input");
    }
}
