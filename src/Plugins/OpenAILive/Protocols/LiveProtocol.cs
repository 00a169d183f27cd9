using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenAILive.Protocols;

/// <summary>
/// The Live protocol from the client's side, with delegation to the client. Where the remote is an AgentHost, its additions too: cleared
/// speech, tasks that are taken back, typed words, resume.
/// </summary>
internal sealed class LiveProtocol(RemoteSettings settings, string? voice) : JsonProtocol
{
    /// <summary>The protocol allows 500.</summary>
    private const int MostTokens = 450;

    private string? _sessionId;
    private string? _lastEventId;
    private bool _canResume;
    private volatile bool _takesText;

    protected override string SoundEvent => "session.input_audio.append";

    protected override IReadOnlyList<JsonObject> StartEvents()
    {
        var audio = new JsonObject { ["format"] = new JsonObject { ["type"] = "audio/pcm", ["rate"] = 24_000 } };
        var session = new JsonObject
        {
            ["model"] = settings.Model,
            ["audio"] = audio,
            ["delegation"] = new JsonObject { ["type"] = "client" },
        };
        if (voice is not null)
        {
            audio["output"] = new JsonObject { ["voice"] = voice };
        }

        if (settings.Instructions is not null)
        {
            session["instructions"] = settings.Instructions;
        }

        if (settings.Additions)
        {
            session["extensions"] = new JsonArray("playback", "delegations", "resume");
        }

        return [new JsonObject { ["type"] = "session.start", ["session"] = session }];
    }

    protected override IReadOnlyList<JsonObject>? ResumeEvents() => _canResume
        ? [new JsonObject { ["type"] = "session.resume", ["session_id"] = _sessionId, ["last_event_id"] = _lastEventId }]
        : null;

    protected override IReadOnlyList<JsonObject> GoodbyeEvents() => [new JsonObject { ["type"] = "session.close" }];

    protected override IEnumerable<JsonObject> EventsOf(RemoteMessage message) => message.Kind switch
    {
        MessageKind.UserText when _takesText => TextParts.Of(message.Text, MostTokens).Select(part => new JsonObject { ["type"] = "session.input_text.append", ["text"] = part }),
        MessageKind.UserText => Append("session.instructions.append", $"The user does not say but types this; answer it: {message.Text}", null),
        MessageKind.Result => Append("session.commentary.append", message.Text, message.Id),
        MessageKind.Context => Append("session.thinking.append", message.Text, message.Id),
        _ => [],
    };

    protected override void Read(JsonElement received, ICollection<RemoteItem> items)
    {
        string type = RemoteEvent.TypeOf(received);
        _lastEventId = RemoteJson.Text(received, "event_id") ?? _lastEventId;
        switch (type)
        {
            case "session.started":
                ReadStarted(received);
                items.Add(new RemoteItem(RemoteKind.Started));
                break;
            case "session.resumed":
                items.Add(new RemoteItem(RemoteKind.Started));
                break;
            case "session.output_audio.delta":
                items.Add(RemoteEvent.Sound(received));
                break;
            case "session.output_transcript.delta":
                items.Add(new RemoteItem(RemoteKind.Said, RemoteEvent.Required(received, "delta")) { IsBackchannel = RemoteJson.Of(received, "backchannel").ValueKind is JsonValueKind.True });
                break;
            case "session.input_transcript.delta":
                items.Add(new RemoteItem(RemoteKind.Heard, RemoteEvent.Required(received, "delta")) { TimeMs = RemoteJson.Number(received, "end_ms", -1) });
                break;
            case "session.output_audio.cleared":
                items.Add(new RemoteItem(RemoteKind.Cleared));
                break;
            case "session.delegation.created":
                JsonElement delegation = RemoteJson.Of(received, "delegation");
                string id = RemoteJson.Text(delegation, "id") ?? throw new RemoteException($"The remote model's event {type} has no delegation with an \"id\".");
                items.Add(new RemoteItem(RemoteKind.Delegated, RemoteJson.Text(delegation, "task"), id));
                break;
            case "session.delegation.updated" when RemoteJson.Text(received, "status") == "cancelled":
                items.Add(new RemoteItem(RemoteKind.TakenBack));
                break;
            case "session.closed":
                items.Add(new RemoteItem(RemoteKind.Ended, RemoteJson.Text(received, "reason") ?? "without a reason"));
                break;
            case "error":
                items.Add(RemoteEvent.Refused(received));
                break;
        }
    }

    private void ReadStarted(JsonElement received)
    {
        _sessionId = RemoteJson.Text(RemoteJson.Of(received, "session"), "id");
        JsonElement additions = RemoteJson.Of(RemoteJson.Of(received, "capabilities"), "extensions");
        _takesText = additions.ValueKind is JsonValueKind.Array;
        _canResume = settings.Additions && _sessionId is not null && additions.ValueKind is JsonValueKind.Array
            && additions.EnumerateArray().Any(addition => addition.ValueKind is JsonValueKind.String && addition.GetString() == "resume");
    }

    private static IEnumerable<JsonObject> Append(string type, string text, string? delegationId) =>
        TextParts.Of(text, MostTokens).Select(part => new JsonObject { ["type"] = type, ["content"] = part, ["delegation_id"] = delegationId });
}
