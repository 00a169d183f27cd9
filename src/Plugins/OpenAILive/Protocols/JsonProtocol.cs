using System.Buffers;
using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenAILive.Protocols;

/// <summary>What both protocols are: JSON events, with sound as base64 of 16-bit samples.</summary>
internal abstract class JsonProtocol : IRemoteProtocol
{
    private readonly ArrayBufferWriter<byte> _event = new(16 * 1024);
    private readonly Utf8JsonWriter _json;
    private byte[] _pcm = [];

    protected JsonProtocol() => _json = new Utf8JsonWriter(_event);

    public WebSocketMessageType Messages => WebSocketMessageType.Text;

    /// <summary>The event that carries the user's sound.</summary>
    protected abstract string SoundEvent { get; }

    public IEnumerable<ReadOnlyMemory<byte>> Start() => StartEvents().Select(ToBytes);

    public IEnumerable<ReadOnlyMemory<byte>>? Resume() => ResumeEvents()?.Select(ToBytes);

    public IEnumerable<ReadOnlyMemory<byte>> Goodbye() => GoodbyeEvents().Select(ToBytes);

    public IEnumerable<ReadOnlyMemory<byte>> Write(RemoteMessage message) => EventsOf(message).Select(ToBytes);

    public ReadOnlyMemory<byte> WriteSound(ReadOnlySpan<float> sound)
    {
        if (_pcm.Length < 2 * sound.Length)
        {
            _pcm = new byte[2 * sound.Length];
        }

        for (int i = 0; i < sound.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(_pcm.AsSpan(2 * i), (short)(Math.Clamp(sound[i], -1, 1) * short.MaxValue));
        }

        _event.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("type"u8, SoundEvent);
        _json.WriteBase64String("audio"u8, _pcm.AsSpan(0, 2 * sound.Length));
        _json.WriteEndObject();
        _json.Flush();
        return _event.WrittenMemory;
    }

    public void Read(ReadOnlyMemory<byte> received, ICollection<RemoteItem> items)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(received);
            Read(document.RootElement, items);
        }
        catch (JsonException exception)
        {
            throw new RemoteException($"The remote model sends what is no JSON: {exception.Message}", exception);
        }
    }

    public void Dispose() => _json.Dispose();

    protected abstract IReadOnlyList<JsonObject> StartEvents();

    protected abstract IReadOnlyList<JsonObject>? ResumeEvents();

    protected abstract IReadOnlyList<JsonObject> GoodbyeEvents();

    protected abstract IEnumerable<JsonObject> EventsOf(RemoteMessage message);

    protected abstract void Read(JsonElement received, ICollection<RemoteItem> items);

    private static ReadOnlyMemory<byte> ToBytes(JsonObject json) => JsonSerializer.SerializeToUtf8Bytes(json, RemoteJson.Default.JsonObject);
}
