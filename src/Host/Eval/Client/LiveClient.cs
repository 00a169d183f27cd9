using System.Buffers;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using AgentHost.Dialects;
using AgentHost.Dialects.Live;

namespace AgentHost.Eval.Client;

/// <summary>The host lets no further session in now.</summary>
internal sealed class HostFullException(string message, TimeSpan retryAfter) : Exception(message)
{
    public TimeSpan RetryAfter { get; } = retryAfter;
}

/// <summary>The host cannot be talked to, or it ended the session; the message is for a person.</summary>
internal sealed class LiveClientException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// One session of the Live dialect from the client's side. Sending may be called from several threads; events have one reader, and
/// somebody must read them.
/// </summary>
internal sealed class LiveClient : IAsyncDisposable
{
    private static readonly WireAudioFormat Format = new(WireAudioFormat.Pcm, SampleRate);
    private static readonly TimeSpan DefaultRetry = TimeSpan.FromSeconds(2);

    private readonly WireSocket _socket;
    private readonly ArrayBufferWriter<byte> _encoded = new(4_096);

    private LiveClient(WireSocket socket) => _socket = socket;

    /// <summary>What the host answers <see cref="SyncAsync"/> with.</summary>
    public const string Synced = "session.input_audio.unmuted";

    /// <summary>Of audio in both directions, in Hz.</summary>
    public const int SampleRate = 16_000;

    /// <summary>What the host calls its model.</summary>
    public string Model { get; private set; } = "";

    /// <exception cref="LiveClientException">Nobody answers there.</exception>
    public static async Task<LiveClient> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            return new LiveClient(new WireSocket(socket));
        }
        catch (WebSocketException exception)
        {
            socket.Dispose();
            throw new LiveClientException($"No host answers at {address}: {exception.InnerException?.Message ?? exception.Message} Start one there, or correct --host.", exception);
        }
    }

    /// <summary>Starts the session with all of the host's extensions that this client knows.</summary>
    /// <param name="delegates">Whether this client does the delegated work, through <see cref="AnswerAsync"/>.</param>
    /// <exception cref="HostFullException">Try again later.</exception>
    /// <exception cref="LiveClientException">The host refuses for good, or is gone.</exception>
    public async Task StartAsync(bool delegates, CancellationToken cancellationToken)
    {
        await _socket.SendAsync("session.start", delegates, static (json, delegates) => WriteStart(json, delegates), cancellationToken);
        while (await _socket.ReceiveAsync(cancellationToken) is { } bytes)
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            JsonElement received = document.RootElement;
            switch (received.GetProperty("type").GetString())
            {
                case "session.started":
                    Model = received.TryGetProperty("capabilities", out JsonElement capabilities) && capabilities.TryGetProperty("model", out JsonElement model) ? model.GetString() ?? "" : "";
                    return;
                case "error":
                    throw Refusal(received.GetProperty("error"));
            }
        }

        throw new LiveClientException("The host closed the connection before the session started.");
    }

    /// <param name="samples">Float32 in [-1, 1] at <see cref="SampleRate"/>. One caller at a time.</param>
    public ValueTask SendAudioAsync(ReadOnlySpan<float> samples, CancellationToken cancellationToken)
    {
        _encoded.ResetWrittenCount();
        Format.Encode(samples, _encoded);
        return _socket.SendAsync("session.input_audio.append", _encoded, static (json, encoded) => json.WriteBase64String("audio"u8, encoded.WrittenSpan), cancellationToken);
    }

    /// <param name="jpeg">A JPEG file.</param>
    public ValueTask SendFrameAsync(ReadOnlyMemory<byte> jpeg, CancellationToken cancellationToken) =>
        _socket.SendAsync("session.input_video.append", jpeg, static (json, jpeg) =>
        {
            json.WriteBase64String("image"u8, jpeg.Span);
            json.WriteString("media_type"u8, "image/jpeg"u8);
        }, cancellationToken);

    /// <summary>Asks for a <see cref="Synced"/>: when it comes, the session has all audio that was sent before.</summary>
    public ValueTask SyncAsync(CancellationToken cancellationToken) => _socket.SendAsync("session.input_audio.unmute", 0, static (_, _) => { }, cancellationToken);

    public ValueTask TypeAsync(string text, CancellationToken cancellationToken) =>
        _socket.SendAsync("session.input_text.append", text, static (json, text) => json.WriteString("text"u8, text), cancellationToken);

    public ValueTask AnswerAsync(string delegationId, string text, CancellationToken cancellationToken) =>
        _socket.SendAsync("session.commentary.append", (delegationId, text), static (json, answer) =>
        {
            json.WriteString("content"u8, answer.text);
            json.WriteString("delegation_id"u8, answer.delegationId);
        }, cancellationToken);

    /// <summary>Asks the host to end the session; its last events are still to be read.</summary>
    public ValueTask CloseAsync(CancellationToken cancellationToken) => _socket.SendAsync("session.close", 0, static (_, _) => { }, cancellationToken);

    /// <summary>All events until the session is closed or the connection gone.</summary>
    /// <param name="nowMs">The client's clock, for when each came.</param>
    public async IAsyncEnumerable<ReceivedEvent> ReadEventsAsync(Func<long> nowMs, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _socket.ReceiveAsync(cancellationToken) is { } bytes)
        {
            ReceivedEvent received = WireEvents.Read(bytes, nowMs());
            yield return received;
            if (received.Type == "session.closed")
            {
                await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", cancellationToken);
                yield break;
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static void WriteStart(Utf8JsonWriter json, bool delegates)
    {
        json.WriteStartObject("session"u8);
        json.WriteStartObject("audio"u8);
        json.WriteStartObject("format"u8);
        json.WriteString("type"u8, Format.Type);
        json.WriteNumber("rate"u8, Format.Rate);
        json.WriteEndObject();
        json.WriteEndObject();
        if (delegates)
        {
            json.WriteStartObject("delegation"u8);
            json.WriteString("type"u8, "client"u8);
            json.WriteEndObject();
        }

        json.WriteStartArray("extensions"u8);
        foreach (string extension in LiveExtensions.OfEvents)
        {
            json.WriteStringValue(extension);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Exception Refusal(JsonElement error)
    {
        string code = error.TryGetProperty("code", out JsonElement named) ? named.GetString() ?? "" : "";
        string message = error.TryGetProperty("message", out JsonElement said) ? said.GetString() ?? "" : "";
        return code == "host_full"
            ? new HostFullException(message, error.TryGetProperty("retry_after_ms", out JsonElement after) && after.TryGetInt64(out long ms) ? TimeSpan.FromMilliseconds(ms) : DefaultRetry)
            : new LiveClientException($"The host refused the session ({code}): {message}");
    }
}
