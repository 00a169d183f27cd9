using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenAILive.Protocols;

/// <summary>
/// The Realtime protocol (GA) from the client's side: the remote takes turns by its own voice detection. A function named
/// <c>delegate</c> is how it hands work over, its output how the answer comes back.
/// </summary>
internal sealed class RealtimeProtocol(RemoteSettings settings, string? voice) : JsonProtocol
{
    private const string Delegate = "delegate";

    private readonly Lock _lock = new();
    private readonly HashSet<string> _answered = new(StringComparer.Ordinal);
    private bool _responds;
    private bool _wantsResponse;

    protected override string SoundEvent => "input_audio_buffer.append";

    protected override IReadOnlyList<JsonObject> StartEvents()
    {
        var session = new JsonObject
        {
            ["type"] = "realtime",
            ["output_modalities"] = new JsonArray("audio"),
            ["audio"] = new JsonObject
            {
                ["input"] = new JsonObject
                {
                    ["format"] = Format(),
                    ["transcription"] = new JsonObject { ["model"] = "gpt-4o-mini-transcribe" },
                    ["turn_detection"] = new JsonObject { ["type"] = "server_vad", ["create_response"] = true, ["interrupt_response"] = true },
                },
                ["output"] = new JsonObject { ["format"] = Format() },
            },
            ["tools"] = new JsonArray(DelegateTool()),
            ["tool_choice"] = "auto",
        };
        if (voice is not null)
        {
            session["audio"]!["output"]!["voice"] = voice;
        }

        if (settings.Instructions is not null)
        {
            session["instructions"] = settings.Instructions;
        }

        return [new JsonObject { ["type"] = "session.update", ["session"] = session }];
    }

    protected override IReadOnlyList<JsonObject>? ResumeEvents() => null;

    protected override IReadOnlyList<JsonObject> GoodbyeEvents() => [];

    protected override IEnumerable<JsonObject> EventsOf(RemoteMessage message)
    {
        switch (message.Kind)
        {
            case MessageKind.Cut:
                return [new JsonObject { ["type"] = "conversation.item.truncate", ["item_id"] = message.Id, ["content_index"] = 0, ["audio_end_ms"] = message.PlayedMs }];
            case MessageKind.Context:
                return [Message("system", message.Text)];
            case MessageKind.UserText:
                return [Message("user", message.Text), .. Respond()];
            case MessageKind.Respond:
                return Respond();
            default:
                bool isFirst = message.Id is not null && _answered.Add(message.Id);
                return [isFirst ? Output(message.Id!, message.Text) : Message("system", $"Tell the user: {message.Text}"), .. Respond()];
        }
    }

    protected override void Read(JsonElement received, ICollection<RemoteItem> items)
    {
        string type = RemoteEvent.TypeOf(received);
        switch (type)
        {
            case "session.updated":
                items.Add(new RemoteItem(RemoteKind.Started));
                break;
            case "response.created":
                Responds(true);
                break;
            case "response.done":
                if (Responds(false))
                {
                    items.Add(new RemoteItem(RemoteKind.MayRespond));
                }

                break;
            case "response.output_audio.delta":
                items.Add(RemoteEvent.Sound(received, RemoteJson.Text(received, "item_id")));
                break;
            case "response.output_audio_transcript.delta" or "response.output_text.delta":
                items.Add(new RemoteItem(RemoteKind.Said, RemoteEvent.Required(received, "delta")));
                break;
            case "conversation.item.input_audio_transcription.completed":
                items.Add(new RemoteItem(RemoteKind.Heard, " " + RemoteEvent.Required(received, "transcript").Trim()));
                break;
            case "input_audio_buffer.speech_started":
                items.Add(new RemoteItem(RemoteKind.Cleared));
                break;
            case "response.function_call_arguments.done":
                string id = RemoteEvent.Required(received, "call_id");
                items.Add(new RemoteItem(RemoteKind.Delegated, TaskOf(RemoteJson.Text(received, "arguments")), id));
                break;
            case "error":
                items.Add(RemoteEvent.Refused(received));
                break;
        }
    }

    /// <returns>Whether a response is wanted that had to wait for this one.</returns>
    private bool Responds(bool responds)
    {
        lock (_lock)
        {
            _responds = responds;
            bool wanted = !responds && _wantsResponse;
            _wantsResponse &= responds;
            return wanted;
        }
    }

    /// <summary>Asks for a response: now, or when the present one is done.</summary>
    private JsonObject[] Respond()
    {
        lock (_lock)
        {
            _wantsResponse |= _responds;
            return _responds ? [] : [new JsonObject { ["type"] = "response.create" }];
        }
    }

    private static string? TaskOf(string? arguments)
    {
        try
        {
            using JsonDocument parsed = JsonDocument.Parse(arguments ?? "{}");
            return RemoteJson.Text(parsed.RootElement, "task");
        }
        catch (JsonException)
        {
            // A model's arguments may be no JSON; its words are meant all the same.
            return arguments;
        }
    }

    private static JsonObject Format() => new() { ["type"] = "audio/pcm", ["rate"] = 24_000 };

    private static JsonObject Message(string role, string text) => new()
    {
        ["type"] = "conversation.item.create",
        ["item"] = new JsonObject { ["type"] = "message", ["role"] = role, ["content"] = new JsonArray(new JsonObject { ["type"] = "input_text", ["text"] = text }) },
    };

    private static JsonObject Output(string callId, string text) => new()
    {
        ["type"] = "conversation.item.create",
        ["item"] = new JsonObject { ["type"] = "function_call_output", ["call_id"] = callId, ["output"] = text },
    };

    private static JsonObject DelegateTool() => new()
    {
        ["type"] = "function",
        ["name"] = Delegate,
        ["description"] = "Hands a task that needs tools, facts or thought to an assistant that works in the background. Its answer comes back as the function's output.",
        ["parameters"] = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["task"] = new JsonObject { ["type"] = "string", ["description"] = "The task in full, in the user's words." } },
            ["required"] = new JsonArray("task"),
        },
    };
}
