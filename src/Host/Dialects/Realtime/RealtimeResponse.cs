using System.Text.Json;

namespace AgentHost.Dialects.Realtime;

/// <summary>
/// A response that is open: what the model says from when it starts to speak to when it stops, and the calls its agent makes
/// meanwhile. Writes the events of its life.
/// </summary>
/// <param name="openedMs">On the session's timeline.</param>
internal sealed class RealtimeResponse(string id, RealtimeSession session, RealtimeItems items, RealtimeEvents events, long openedMs, bool textOnly)
{
    private readonly List<RealtimeItem> _output = [];
    private RealtimeItem? _speech;
    private string? _metadata;

    public string Id { get; } = id;

    public long OpenedMs { get; } = openedMs;

    /// <summary>When the model last spoke in it, on the timeline.</summary>
    public long SpokenMs { get; private set; } = openedMs;

    public bool HasSpeech => _speech is not null;

    public bool IsEmpty => _output.Count == 0;

    private string Part => textOnly ? "output_text" : "output_audio";

    public void Create(JsonElement? metadata)
    {
        _metadata = metadata is { ValueKind: JsonValueKind.Object } given ? given.GetRawText() : null;
        events.Post("response.created", this, static (json, response) => response.Write(json, "in_progress", null));
    }

    public void Say(string words, long startMs, long nowMs)
    {
        RealtimeItem speech = Speech(startMs, nowMs);
        speech.Text += words;
        events.Post(textOnly ? "response.output_text.delta" : "response.output_audio_transcript.delta", (this, speech, words), static (json, state) =>
        {
            state.Item1.WritePlace(json, state.speech);
            json.WriteString("delta"u8, state.words);
        });
    }

    /// <param name="encoded">In the session's output format.</param>
    public void Sound(ReadOnlyMemory<byte> encoded, long startMs, long endMs, long nowMs, int epoch)
    {
        RealtimeItem speech = Speech(startMs, nowMs);
        speech.EndMs = endMs;
        if (!textOnly)
        {
            events.Post("response.output_audio.delta", (this, speech, encoded), static (json, state) =>
            {
                state.Item1.WritePlace(json, state.speech);
                json.WriteBase64String("delta"u8, state.encoded.Span);
            }, epoch);
        }
    }

    public void Call(string callId, string name, string arguments)
    {
        var call = new RealtimeItem(items.NextId(), RealtimeItem.FunctionCall) { CallId = callId, Name = name, Status = "in_progress" };
        Begin(call);
        call.Text = arguments;
        events.Post("response.function_call_arguments.delta", (this, call), static (json, state) =>
        {
            state.Item1.WritePlace(json, state.call, isContent: false);
            json.WriteString("call_id"u8, state.call.CallId);
            json.WriteString("delta"u8, state.call.Text);
        });
        events.Post("response.function_call_arguments.done", (this, call), static (json, state) =>
        {
            state.Item1.WritePlace(json, state.call, isContent: false);
            json.WriteString("call_id"u8, state.call.CallId);
            json.WriteString("name"u8, state.call.Name);
            json.WriteString("arguments"u8, state.call.Text);
        });
        End(call, "completed");
    }

    /// <summary>Closes the response and what is open in it.</summary>
    /// <param name="reason">Null for one that is completed; else why it was cancelled.</param>
    public void Close(string? reason)
    {
        if (_speech is { } speech)
        {
            EndSpeech(speech, reason is null ? "completed" : "incomplete");
        }

        events.Post("response.done", (this, reason), static (json, state) => state.Item1.Write(json, state.reason is null ? "completed" : "cancelled", state.reason));
    }

    private RealtimeItem Speech(long startMs, long nowMs)
    {
        SpokenMs = nowMs;
        if (_speech is null)
        {
            _speech = new RealtimeItem(items.NextId(), RealtimeItem.Message) { Role = "assistant", Status = "in_progress", StartMs = startMs, EndMs = startMs };
            Begin(_speech);
            _speech.Part = Part;
            events.Post("response.content_part.added", (this, _speech), static (json, state) => state.Item1.WritePart(json, state._speech, ""));
        }

        return _speech;
    }

    private void EndSpeech(RealtimeItem speech, string status)
    {
        if (!textOnly)
        {
            events.Post("response.output_audio.done", (this, speech), static (json, state) => state.Item1.WritePlace(json, state.speech));
        }

        events.Post(textOnly ? "response.output_text.done" : "response.output_audio_transcript.done", (this, speech, textOnly), static (json, state) =>
        {
            state.Item1.WritePlace(json, state.speech);
            json.WriteString(state.textOnly ? "text"u8 : "transcript"u8, state.speech.Text);
        });
        events.Post("response.content_part.done", (this, speech), static (json, state) => state.Item1.WritePart(json, state.speech, state.speech.Text));
        End(speech, status);
    }

    private void Begin(RealtimeItem item)
    {
        _output.Add(item);
        string? before = items.Add(item);
        events.Post("response.output_item.added", (this, item), static (json, state) => state.Item1.WriteItem(json, state.item));
        events.PostItem("conversation.item.added", item, before);
    }

    private void End(RealtimeItem item, string status)
    {
        item.Status = status;
        events.Post("response.output_item.done", (this, item), static (json, state) => state.Item1.WriteItem(json, state.item));
        events.PostItem("conversation.item.done", item, items.Before(item));
    }

    private void WriteItem(Utf8JsonWriter json, RealtimeItem item)
    {
        json.WriteString("response_id"u8, Id);
        json.WriteNumber("output_index"u8, _output.IndexOf(item));
        item.Write(json);
    }

    private void WritePlace(Utf8JsonWriter json, RealtimeItem item, bool isContent = true)
    {
        json.WriteString("response_id"u8, Id);
        json.WriteString("item_id"u8, item.Id);
        json.WriteNumber("output_index"u8, _output.IndexOf(item));
        if (isContent)
        {
            json.WriteNumber("content_index"u8, 0);
        }
    }

    private void WritePart(Utf8JsonWriter json, RealtimeItem item, string text)
    {
        WritePlace(json, item);
        json.WriteStartObject("part"u8);
        json.WriteString("type"u8, textOnly ? "text"u8 : "audio"u8);
        json.WriteString(textOnly ? "text"u8 : "transcript"u8, text);
        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, string status, string? reason)
    {
        json.WriteStartObject("response"u8);
        json.WriteString("id"u8, Id);
        json.WriteString("object"u8, "realtime.response"u8);
        json.WriteString("status"u8, status);
        if (reason is not null)
        {
            json.WriteStartObject("status_details"u8);
            json.WriteString("type"u8, status);
            json.WriteString("reason"u8, reason);
            json.WriteEndObject();
        }

        json.WriteStartArray("output"u8);
        foreach (RealtimeItem item in status == "in_progress" ? [] : _output)
        {
            json.WriteStartObject();
            item.WriteBody(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("conversation_id"u8, session.Id.Replace("sess_", "conv_", StringComparison.Ordinal));
        RealtimeSession.WriteModalities(json, textOnly);
        json.WriteString("max_output_tokens"u8, "inf"u8);
        json.WriteStartObject("audio"u8);
        session.WriteOutput(json);
        json.WriteEndObject();
        json.WritePropertyName("metadata"u8);
        json.WriteRawValue(_metadata ?? "null");
        if (status != "in_progress")
        {
            WriteUsage(json, _output.Sum(item => TokenCount.Of(item.Text)));
        }

        json.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter json, int tokens)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("total_tokens"u8, tokens);
        json.WriteNumber("input_tokens"u8, 0);
        json.WriteNumber("output_tokens"u8, tokens);
        json.WriteStartObject("input_token_details"u8);
        json.WriteNumber("cached_tokens"u8, 0);
        json.WriteNumber("text_tokens"u8, 0);
        json.WriteNumber("audio_tokens"u8, 0);
        json.WriteEndObject();
        json.WriteStartObject("output_token_details"u8);
        json.WriteNumber("text_tokens"u8, tokens);
        json.WriteNumber("audio_tokens"u8, 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
