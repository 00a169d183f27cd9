using System.Text.Json;
using InteractionCore.Injections;
using InteractionCore.Sessions;

namespace AgentHost.Dialects.Realtime;

/// <summary>Carries out the protocol's client events. One caller at a time.</summary>
internal sealed class RealtimeCommands(RealtimeSession session, RealtimeItems items, RealtimeConversation conversation, RealtimeEvents events, SessionInput input)
{
    private const int MostTextTokens = 2_000;

    private static readonly string[] Names =
    [
        "session.update", "input_audio_buffer.append", "input_audio_buffer.commit", "input_audio_buffer.clear", "conversation.item.create",
        "conversation.item.retrieve", "conversation.item.truncate", "conversation.item.delete", "response.create", "response.cancel", "output_audio_buffer.clear",
    ];

    private readonly List<string> _typed = [];
    private readonly List<string> _system = [];
    private bool _unanswered;
    private AudioIn? _audio;
    private WireAudioFormat? _audioFormat;

    /// <exception cref="ProtocolException">The event cannot be carried out; the session goes on.</exception>
    public async ValueTask HandleAsync(JsonElement clientEvent, CancellationToken cancellationToken)
    {
        string type = Json.Required(clientEvent, "type", "type");
        switch (type)
        {
            case "input_audio_buffer.append":
                Hear(Json.Required(clientEvent, "audio", "audio"));
                return;
            case "conversation.item.create":
                Create(Json.Object(clientEvent, "item"), Json.Text(clientEvent, "previous_item_id"));
                return;
            case "response.create":
                await RespondAsync(Json.Object(clientEvent, "response"), cancellationToken);
                return;
        }

        lock (conversation.Lock)
        {
            switch (type)
            {
                case "session.update":
                    session.Update(Json.Object(clientEvent, "session"));
                    Instruct();
                    input.OfferTools(session.Tools);
                    events.Post("session.updated", session, static (json, session) => session.Write(json));
                    break;
                case "input_audio_buffer.commit":
                    conversation.Commit();
                    break;
                case "input_audio_buffer.clear":
                    // What was appended is being heard: there is no buffer to empty.
                    events.Post("input_audio_buffer.cleared", 0, static (_, _) => { });
                    break;
                case "conversation.item.retrieve":
                    events.Post("conversation.item.retrieved", Find(clientEvent), static (json, item) => item.Write(json));
                    break;
                case "conversation.item.delete":
                    items.Remove(Find(clientEvent).Id);
                    events.PostItemId("conversation.item.deleted", Json.Text(clientEvent, "item_id")!);
                    break;
                case "conversation.item.truncate":
                    Truncate(Find(clientEvent), clientEvent);
                    break;
                case "response.cancel":
                    if (!conversation.Cancel(input.Hush))
                    {
                        throw new ProtocolException("response_cancel_not_active", "There is no active response to cancel.");
                    }

                    break;
                case "output_audio_buffer.clear":
                    conversation.Cancel(input.Hush);
                    events.Post("output_audio_buffer.cleared", 0, static (json, _) => json.WriteString("response_id"u8, ""u8));
                    break;
                default:
                    throw new ProtocolException("unknown_event", $"The event's \"type\" is '{type}'. Supported: {string.Join(", ", Names)}.", "type");
            }
        }
    }

    private void Hear(string base64)
    {
        WireAudioFormat format = session.Input;
        if (_audioFormat != format)
        {
            (_audio, _audioFormat) = (new AudioIn(format, input), format);
        }

        _audio!.Write(base64);
    }

    private void Create(JsonElement item, string? after)
    {
        string type = Json.Text(item, "type") ?? RealtimeItem.Message;
        string id = Json.Text(item, "id") ?? "";
        lock (conversation.Lock)
        {
            if (id.Length > 0 && items.Find(id) is not null)
            {
                throw new ProtocolException("item_exists", $"There is an item '{id}' already.", "item.id");
            }

            id = id.Length > 0 ? id : items.NextId();
            RealtimeItem created = type switch
            {
                RealtimeItem.Message => TakeMessage(item, id),
                RealtimeItem.FunctionCallOutput => TakeOutput(item, id),
                RealtimeItem.FunctionCall => new RealtimeItem(id, type) { CallId = Json.Text(item, "call_id"), Name = Json.Text(item, "name"), Text = Json.Text(item, "arguments") ?? "" },
                _ => throw new ProtocolException("unsupported_item", $"Items are message, function_call and function_call_output, not '{type}'.", "item.type"),
            };
            _unanswered |= created.Role == "user" || type == RealtimeItem.FunctionCallOutput;
            string? before = items.Add(created, after);
            events.PostItem("conversation.item.added", created, before);
            events.PostItem("conversation.item.done", created, before);
        }
    }

    private RealtimeItem TakeMessage(JsonElement item, string id)
    {
        string role = Json.Required(item, "role", "item.role");
        var texts = new List<string>();
        foreach (JsonElement part in Json.Optional(item, "content") is { ValueKind: JsonValueKind.Array } content ? content.EnumerateArray().ToArray() : [])
        {
            switch (Json.Text(part, "type"))
            {
                case "input_audio" when Json.Text(part, "audio") is { } audio:
                    Hear(audio);
                    break;
                case "input_image" when Json.Text(part, "image_url") is { } url:
                    Show(url);
                    break;
                default:
                    texts.Add(Json.Text(part, "text") ?? Json.Text(part, "transcript") ?? "");
                    break;
            }
        }

        string text = string.Join('\n', texts.Where(part => part.Length > 0));
        TokenCount.Check(text, MostTextTokens, "item.content");
        (text.Length == 0 ? null : role switch { "user" => _typed, "system" => _system, _ => null })?.Add(text);
        Instruct();
        return new RealtimeItem(id, RealtimeItem.Message) { Role = role, Part = role == "assistant" ? "output_text" : "input_text", Text = text };
    }

    private RealtimeItem TakeOutput(JsonElement item, string id)
    {
        string callId = Json.Required(item, "call_id", "item.call_id");
        string output = Json.Text(item, "output") ?? "";

        // One that comes late, twice or for no call at all is kept as an item, and has no other effect.
        input.AnswerTool(callId, output);
        return new RealtimeItem(id, RealtimeItem.FunctionCallOutput) { CallId = callId, Text = output };
    }

    private async ValueTask RespondAsync(JsonElement response, CancellationToken cancellationToken)
    {
        string typed;
        lock (conversation.Lock)
        {
            if (Json.Text(response, "conversation") is "none")
            {
                throw new ProtocolException("unsupported_parameter", "A response outside of the conversation cannot be had: there is one model state, and it is the conversation's.", "response.conversation");
            }

            bool? textOnly = RealtimeSession.Modalities(response);
            typed = string.Join(' ', _typed);
            _typed.Clear();
            if (!conversation.HasResponse)
            {
                conversation.Open(Json.Optional(response, "metadata"), textOnly);
            }
            else if (!_unanswered)
            {
                throw new ProtocolException("conversation_already_has_active_response", "Conversation already has an active response in progress. Wait until it is done; this host speaks results of its own accord.");
            }

            // Where something new has come since the last one, the response that is open is, or becomes, the answer to it: the model may
            // have begun before the client asked.
            _unanswered = false;
        }

        if (typed.Length > 0)
        {
            await input.InjectAsync(new Injection(InjectionKind.UserText, typed), cancellationToken);
        }
    }

    private void Truncate(RealtimeItem item, JsonElement clientEvent)
    {
        if (Json.Optional(clientEvent, "audio_end_ms") is not { ValueKind: JsonValueKind.Number } number || !number.TryGetInt64(out long endMs) || endMs < 0)
        {
            throw new ProtocolException("invalid_value", "\"audio_end_ms\" is a whole number of milliseconds from the item's start.", "audio_end_ms");
        }

        if (item.Role != "assistant")
        {
            throw new ProtocolException("invalid_value", "Only what the model said can be truncated.", "item_id");
        }

        // Past the end there is nothing to take back.
        if (item.StartMs >= 0)
        {
            input.TakeBack(item.StartMs + endMs, item.EndMs);
        }

        events.Post("conversation.item.truncated", (item, endMs), static (json, state) =>
        {
            json.WriteString("item_id"u8, state.item.Id);
            json.WriteNumber("content_index"u8, 0);
            json.WriteNumber("audio_end_ms"u8, state.endMs);
        });
    }

    private RealtimeItem Find(JsonElement clientEvent)
    {
        string id = Json.Required(clientEvent, "item_id", "item_id");
        return items.Find(id) ?? throw new ProtocolException("item_not_found", $"There is no item '{id}' in this conversation.", "item_id");
    }

    private void Instruct()
    {
        string all = string.Join('\n', _system.Prepend(session.Instructions).Where(part => part.Length > 0));
        input.Instruct(all.Length == 0 ? null : all);
    }

    private void Show(string url)
    {
        if (url.Split(";base64,", 2) is not [("data:image/jpeg" or "data:image/png") and var type, var base64])
        {
            throw new ProtocolException("invalid_image", "\"image_url\" is a data URL with a JPEG or PNG in base64: this host fetches nothing.", "item.content");
        }

        PictureIn.Show(input, base64, type["data:".Length..], "image_url");
    }
}
