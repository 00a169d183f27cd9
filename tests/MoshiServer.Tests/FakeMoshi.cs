using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using AgentHost.Tests.Dialects;
using Microsoft.Extensions.Logging.Abstractions;
using MoshiServer.Opus;
using OpenAILive.Tests.Hosts;

namespace MoshiServer.Tests;

/// <summary>One connection to a server that speaks Moshi's protocol, with real Opus and no model.</summary>
internal sealed class FakeMoshi(FakeConnection connection) : IDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly OpusStreamWriter _writer = new(Tone.Opus);
    private readonly OpusStreamReader _reader = new(Tone.Opus);

    public static Task<FakeRemote> StartAsync(Func<FakeMoshi, Task> talk) => FakeRemote.StartAsync(async connection =>
    {
        using var moshi = new FakeMoshi(connection);
        await talk(moshi);
    });

    /// <summary>A host whose model is such a server.</summary>
    public static Task<ScriptedHost> HostAsync(Uri server, Func<MoshiSettings, MoshiSettings>? change = null)
    {
        var settings = new MoshiSettings { Address = new Uri(server, "/api/chat"), Model = "moshi", Opus = Tone.Opus };
        return ScriptedHost.StartAsync(MoshiServerPlugin.Create(change?.Invoke(settings) ?? settings, TimeProvider.System, NullLogger<RemoteConnection>.Instance));
    }

    public Task SendAsync(byte kind, params byte[] content) => connection.SendAsync([kind, .. content], WebSocketMessageType.Binary);

    public Task SendTextAsync(string text) => connection.SendAsync(text);

    public Task SayAsync(string text) => SendAsync(2, Encoding.UTF8.GetBytes(text));

    /// <summary>Sends sound, 80 ms a message, as fast as it is made.</summary>
    public async Task PlayAsync(float[] sound)
    {
        foreach (float[] frame in sound.Chunk(1_920))
        {
            var pages = new ArrayBufferWriter<byte>();
            _writer.Write(frame, pages);
            await SendAsync(1, pages.WrittenSpan.ToArray());
        }
    }

    /// <summary>Hears a number of samples, or what comes before the client leaves.</summary>
    public async Task<float[]> HearAsync(int samples)
    {
        var heard = new ArrayBufferWriter<float>();
        while (heard.WrittenCount < samples && await ReceiveAsync() is { } message)
        {
            Assert.Equal(1, message[0]);
            _reader.Read(message.AsSpan(1), heard);
        }

        return heard.WrittenSpan.ToArray();
    }

    /// <summary>Takes what comes until the client leaves.</summary>
    public async Task ListenAsync()
    {
        while (await ReceiveAsync() is not null)
        {
        }
    }

    public Task HangUpAsync() => connection.Socket.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "going", connection.Aborted);

    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
    }

    private async Task<byte[]?> ReceiveAsync()
    {
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult result = await connection.Socket.ReceiveAsync(_buffer.AsMemory(length), connection.Aborted);
            length += result.Count;
            if (result.MessageType is WebSocketMessageType.Close)
            {
                return null;
            }

            if (result.EndOfMessage)
            {
                return _buffer[..length];
            }
        }
    }
}
