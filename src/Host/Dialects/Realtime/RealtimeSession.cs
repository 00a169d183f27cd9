using System.Text.Json;
using InteractionCore.Delegation;

namespace AgentHost.Dialects.Realtime;

/// <summary>A session's settings: what the client has set and this host honours. Changed under the conversation's lock.</summary>
internal sealed class RealtimeSession(string model)
{
    /// <summary>Without one, the host's pages and logs would have to invent a name: any voice name is accepted and the model's own used.</summary>
    private const string DefaultVoice = "default";

    private JsonElement? _turnDetection;
    private JsonElement? _transcription;
    private JsonElement? _tools;
    private JsonElement? _toolChoice;
    private bool _turnDetectionIsNull;

    public string Id { get; } = $"sess_{Guid.NewGuid():N}";

    public string Model { get; private set; } = model;

    public string Instructions { get; private set; } = "";

    public string Voice { get; private set; } = DefaultVoice;

    public WireAudioFormat Input { get; private set; } = WireAudioFormat.Default;

    public WireAudioFormat Output { get; private set; } = WireAudioFormat.Default;

    public bool TextOnly { get; private set; }

    public IReadOnlyList<ClientTool> Tools { get; private set; } = [];

    /// <summary>Takes over what is set. All of it, or nothing when a part of it cannot be.</summary>
    /// <exception cref="ProtocolException">Something is asked for that this host does not do.</exception>
    public void Update(JsonElement session)
    {
        if (Json.Text(session, "type") is "transcription")
        {
            throw new ProtocolException("unsupported_parameter", "Sessions of the type 'transcription' cannot be had: use 'realtime', whose input is transcribed as well.", "session.type");
        }

        JsonElement audio = Json.Object(session, "audio"), input = Json.Object(audio, "input"), output = Json.Object(audio, "output");
        WireAudioFormat inputFormat = Format(input, Input, "session.audio.input.format"), outputFormat = Format(output, Output, "session.audio.output.format");
        bool textOnly = Modalities(session) ?? TextOnly;
        JsonElement? tools = Json.Optional(session, "tools");
        IReadOnlyList<ClientTool> functions = tools is { ValueKind: JsonValueKind.Array } list ? FunctionTools.Read([.. list.EnumerateArray()], "session.tools") : Tools;

        (Input, Output, TextOnly, Tools) = (inputFormat, outputFormat, textOnly, functions);
        Instructions = Json.Text(session, "instructions") ?? Instructions;
        Model = Json.Text(session, "model") ?? Model;
        Voice = VoiceOf(output) ?? Voice;
        _tools = tools?.Clone() ?? _tools;
        _toolChoice = Json.Optional(session, "tool_choice")?.Clone() ?? _toolChoice;
        _transcription = Json.Optional(input, "transcription")?.Clone() ?? _transcription;
        if (Json.Optional(input, "turn_detection") is { } detection)
        {
            _turnDetection = detection.Clone();
            _turnDetectionIsNull = detection.ValueKind is JsonValueKind.Null;
        }
    }

    /// <summary>Whether a client that asks for only text is told so per response.</summary>
    /// <exception cref="ProtocolException">They are not what there is.</exception>
    public static bool? Modalities(JsonElement owner)
    {
        if (Json.Optional(owner, "output_modalities") is not { ValueKind: JsonValueKind.Array } modalities)
        {
            return null;
        }

        string[] names = [.. modalities.EnumerateArray().Select(name => name.ToString())];
        return names is ["text"] ? true : names is ["audio"] ? false
            : throw new ProtocolException("invalid_value", $"\"output_modalities\" is [\"audio\"] or [\"text\"], not [{string.Join(", ", names)}].", "session.output_modalities");
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("session"u8);
        json.WriteString("type"u8, "realtime"u8);
        json.WriteString("object"u8, "realtime.session"u8);
        json.WriteString("id"u8, Id);
        json.WriteString("model"u8, Model);
        json.WriteString("instructions"u8, Instructions);
        WriteModalities(json, TextOnly);
        Json.WriteOr(json, "tools", _tools, static json => json.WriteRawValue("[]"u8));
        Json.WriteOr(json, "tool_choice", _toolChoice, static json => json.WriteStringValue("auto"u8));
        json.WriteString("max_output_tokens"u8, "inf"u8);
        json.WriteString("truncation"u8, "auto"u8);
        json.WriteNull("tracing"u8);
        json.WriteStartObject("audio"u8);
        json.WriteStartObject("input"u8);
        WriteFormat(json, Input);
        if (_transcription is { ValueKind: JsonValueKind.Object } transcription)
        {
            json.WritePropertyName("transcription"u8);
            transcription.WriteTo(json);
        }

        json.WritePropertyName("turn_detection"u8);
        if (_turnDetectionIsNull)
        {
            json.WriteNullValue();
        }
        else if (_turnDetection is { } detection)
        {
            detection.WriteTo(json);
        }
        else
        {
            json.WriteRawValue("""{"type":"semantic_vad","eagerness":"auto","create_response":true,"interrupt_response":true}"""u8);
        }

        json.WriteEndObject();
        WriteOutput(json);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The "output" part of "audio", which a response has too.</summary>
    public void WriteOutput(Utf8JsonWriter json)
    {
        json.WriteStartObject("output"u8);
        WriteFormat(json, Output);
        json.WriteString("voice"u8, Voice);
        json.WriteEndObject();
    }

    public static void WriteModalities(Utf8JsonWriter json, bool textOnly)
    {
        json.WriteStartArray("output_modalities"u8);
        json.WriteStringValue(textOnly ? "text"u8 : "audio"u8);
        json.WriteEndArray();
    }

    private static void WriteFormat(Utf8JsonWriter json, WireAudioFormat format)
    {
        json.WriteStartObject("format"u8);
        json.WriteString("type"u8, format.Type);
        if (format.Type == WireAudioFormat.Pcm)
        {
            json.WriteNumber("rate"u8, format.Rate);
        }

        json.WriteEndObject();
    }

    private static WireAudioFormat Format(JsonElement owner, WireAudioFormat present, string param)
    {
        if (Json.Optional(owner, "format") is not { ValueKind: JsonValueKind.Object } format)
        {
            return present;
        }

        int? rate = Json.Optional(format, "rate") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int value) ? value : null;
        return WireAudioFormat.TryParse(Json.Text(format, "type"), rate, out string? error) ?? throw new ProtocolException("unsupported_audio", error!, param);
    }

    private static string? VoiceOf(JsonElement output) => Json.Optional(output, "voice") switch
    {
        { ValueKind: JsonValueKind.String } name => name.GetString(),
        { ValueKind: JsonValueKind.Object } custom => Json.Text(custom, "id"),
        _ => null,
    };
}
