using System.Text.Json;

namespace AgentHost.Dialects.Realtime;

/// <summary>An item of the conversation as the protocol has it: a message, a function call, or a call's output.</summary>
internal sealed class RealtimeItem(string id, string type)
{
    public const string Message = "message";
    public const string FunctionCall = "function_call";
    public const string FunctionCallOutput = "function_call_output";

    public string Id { get; } = id;

    public string Type { get; } = type;

    /// <summary>Of a message: user, assistant or system.</summary>
    public string Role { get; init; } = "";

    /// <summary>Type of a message's one part: input_text, input_audio, output_text or output_audio; null while it has none.</summary>
    public string? Part { get; set; }

    /// <summary>A message's text or transcript; a call's arguments; an output.</summary>
    public string Text { get; set; } = "";

    public string? CallId { get; init; }

    public string? Name { get; init; }

    public string Status { get; set; } = "completed";

    /// <summary>Where its speech begins on the session's timeline, in ms; negative for none.</summary>
    public long StartMs { get; set; } = -1;

    /// <summary>Where it ends so far.</summary>
    public long EndMs { get; set; } = -1;

    private bool IsAudio => Part is "input_audio" or "output_audio";

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("item"u8);
        WriteBody(json);
        json.WriteEndObject();
    }

    public void WriteBody(Utf8JsonWriter json)
    {
        json.WriteString("id"u8, Id);
        json.WriteString("object"u8, "realtime.item"u8);
        json.WriteString("type"u8, Type);
        json.WriteString("status"u8, Status);
        switch (Type)
        {
            case Message:
                json.WriteString("role"u8, Role);
                json.WriteStartArray("content"u8);
                if (Part is not null)
                {
                    json.WriteStartObject();
                    json.WriteString("type"u8, Part);
                    json.WriteString(IsAudio ? "transcript"u8 : "text"u8, Text);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                break;
            case FunctionCall:
                json.WriteString("name"u8, Name);
                json.WriteString("call_id"u8, CallId);
                json.WriteString("arguments"u8, Text);
                break;
            default:
                json.WriteString("call_id"u8, CallId);
                json.WriteString("output"u8, Text);
                break;
        }
    }
}

/// <summary>The items in their order; the oldest leave when there are too many.</summary>
internal sealed class RealtimeItems
{
    private const int Most = 1_000;

    private readonly List<RealtimeItem> _items = [];
    private int _made;

    public string NextId() => $"item_{++_made}";

    public RealtimeItem? Find(string id) => _items.Find(item => item.Id == id);

    /// <summary>Adds an item after another, or last; returns the id of the one before it, null when it is the first.</summary>
    public string? Add(RealtimeItem item, string? after = null)
    {
        if (_items.Count == Most)
        {
            _items.RemoveAt(0);
        }

        int index = after switch
        {
            null => _items.Count,
            "root" => 0,
            _ => _items.FindIndex(other => other.Id == after) is >= 0 and int found ? found + 1 : _items.Count,
        };
        _items.Insert(index, item);
        return index == 0 ? null : _items[index - 1].Id;
    }

    public bool Remove(string id) => _items.RemoveAll(item => item.Id == id) > 0;

    /// <summary>The id of the item before one.</summary>
    public string? Before(RealtimeItem item) => _items.IndexOf(item) is > 0 and int index ? _items[index - 1].Id : null;
}
