using System.Buffers;
using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using InteractionCore.Turns;
using MoshiServer.Opus;

namespace MoshiServer;

/// <summary>
/// The protocol of Moshi's servers from the client's side: binary messages whose first byte says what they are. Sound is one Ogg Opus stream
/// each way, text is what the model says.
/// </summary>
internal sealed class MoshiProtocol(OpusLibrary opus) : IRemoteProtocol
{
    private const int Handshake = 0, Sound = 1, Text = 2, Error = 5, ColoredText = 7;

    /// <summary>The one version there is; servers that send none mean it.</summary>
    private const uint Version = 0;

    private readonly OpusStreamWriter _writer = new(opus);
    private readonly OpusStreamReader _reader = new(opus);
    private readonly SpeechGate _gate = new();
    private readonly ArrayBufferWriter<byte> _message = new(4_096);
    private readonly ArrayBufferWriter<float> _heard = new(8_192), _speech = new(8_192);

    public WebSocketMessageType Messages => WebSocketMessageType.Binary;

    /// <summary>The server begins.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Start() => [];

    public IEnumerable<ReadOnlyMemory<byte>>? Resume() => null;

    public IEnumerable<ReadOnlyMemory<byte>> Goodbye() => [];

    /// <summary>The model has ears only.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Write(RemoteMessage message) => [];

    public ReadOnlyMemory<byte> WriteSound(ReadOnlySpan<float> sound)
    {
        _message.ResetWrittenCount();
        _message.Write([(byte)Sound]);
        _writer.Write(sound, _message);
        return _message.WrittenMemory;
    }

    public void Read(ReadOnlyMemory<byte> received, ICollection<RemoteItem> items)
    {
        if (received.IsEmpty)
        {
            return;
        }

        ReadOnlySpan<byte> content = received.Span[1..];
        switch (received.Span[0])
        {
            case Handshake:
                Check(content);
                items.Add(new RemoteItem(RemoteKind.Started));
                break;
            case Sound:
                Hear(content, items);
                break;
            case Text:
                Say(content, items);
                break;
            case ColoredText when content.Length > 1:
                Say(content[1..], items);
                break;
            case Error:
                items.Add(new RemoteItem(RemoteKind.Refused, Encoding.UTF8.GetString(content)));
                break;
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
    }

    /// <summary>The version is one byte, or four with the least first; nothing means the first.</summary>
    private static void Check(ReadOnlySpan<byte> content)
    {
        uint version = content.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(content) : content.Length > 0 ? content[0] : Version;
        if (version != Version)
        {
            throw new RemoteException($"The Moshi server speaks version {version} of its protocol, and this host version {Version}: use a server that does.");
        }
    }

    private static void Say(ReadOnlySpan<byte> text, ICollection<RemoteItem> items)
    {
        if (!text.IsEmpty)
        {
            items.Add(new RemoteItem(RemoteKind.Said, Encoding.UTF8.GetString(text)));
        }
    }

    private void Hear(ReadOnlySpan<byte> pages, ICollection<RemoteItem> items)
    {
        _heard.ResetWrittenCount();
        _speech.ResetWrittenCount();
        try
        {
            _reader.Read(pages, _heard);
        }
        catch (InvalidDataException exception)
        {
            throw new RemoteException($"The Moshi server's sound cannot be read: {exception.Message}", exception);
        }

        _gate.Pass(_heard.WrittenSpan, _speech);
        if (_speech.WrittenCount > 0)
        {
            items.Add(new RemoteItem(RemoteKind.Sound) { Sound = AudioChunk.Copy(_speech.WrittenSpan) });
        }
    }
}
