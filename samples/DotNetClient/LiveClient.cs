using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentHost.Samples.Client;

/// <summary>A session of the Live dialect on one WebSocket. Sending and reading may each be done by one caller at a time.</summary>
internal sealed class LiveClient : IAsyncDisposable
{
    /// <summary>Of the sound in both directions, in Hz; 16-bit mono.</summary>
    public const int SampleRate = 24_000;

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private byte[] _buffer = new byte[64 * 1024];

    /// <summary>Connects and starts a session.</summary>
    /// <param name="host">The host's address, e.g. http://127.0.0.1:5080.</param>
    public static async Task<LiveClient> StartAsync(Uri host, string? instructions = null, CancellationToken cancellationToken = default)
    {
        var client = new LiveClient();
        var address = new UriBuilder(host) { Scheme = host.Scheme is "https" ? "wss" : "ws", Path = "/v1/live/sessions" };
        await client._socket.ConnectAsync(address.Uri, cancellationToken);
        await client.SendAsync(new JsonObject
        {
            ["type"] = "session.start",
            ["session"] = new JsonObject
            {
                ["instructions"] = instructions,
                ["audio"] = new JsonObject { ["format"] = new JsonObject { ["type"] = "audio/pcm", ["rate"] = SampleRate } },
                ["extensions"] = new JsonArray("delegations"),
            },
        }, cancellationToken);
        return client;
    }

    public Task SayAsync(ReadOnlySpan<short> samples, CancellationToken cancellationToken)
    {
        var bytes = new byte[2 * samples.Length];
        for (int i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), samples[i]);
        }

        return SendAsync(new JsonObject { ["type"] = "session.input_audio.append", ["audio"] = Convert.ToBase64String(bytes) }, cancellationToken);
    }

    public Task TypeAsync(string text, CancellationToken cancellationToken) =>
        SendAsync(new JsonObject { ["type"] = "session.input_text.append", ["text"] = text }, cancellationToken);

    /// <summary>Has the model say something at a good moment.</summary>
    public Task CommentAsync(string text, CancellationToken cancellationToken) =>
        SendAsync(new JsonObject { ["type"] = "session.commentary.append", ["content"] = text, ["delegation_id"] = null }, cancellationToken);

    public Task CloseAsync(CancellationToken cancellationToken) => SendAsync(new JsonObject { ["type"] = "session.close" }, cancellationToken);

    /// <summary>The host's events, until it closes the session.</summary>
    public async IAsyncEnumerable<JsonElement> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (_socket.State is WebSocketState.Open)
        {
            int count = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                if (count == _buffer.Length)
                {
                    Array.Resize(ref _buffer, 2 * _buffer.Length);
                }

                result = await _socket.ReceiveAsync(_buffer.AsMemory(count), cancellationToken);
                count += result.Count;
            }
            while (!result.EndOfMessage);

            if (result.MessageType is WebSocketMessageType.Close)
            {
                yield break;
            }

            using JsonDocument message = JsonDocument.Parse(_buffer.AsMemory(0, count));
            yield return message.RootElement.Clone();
        }
    }

    public ValueTask DisposeAsync()
    {
        _sending.Dispose();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task SendAsync(JsonObject message, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }
}
