using System.Net.WebSockets;

namespace RemoteModels;

/// <summary>
/// How one session is spoken with the remote, in WebSocket messages of one kind. Reading has one caller, and writing has one; the two may be
/// at once. Disposed when neither is.
/// </summary>
internal interface IRemoteProtocol : IDisposable
{
    /// <summary>Text or binary.</summary>
    WebSocketMessageType Messages { get; }

    /// <summary>What starts a session.</summary>
    IEnumerable<ReadOnlyMemory<byte>> Start();

    /// <summary>What goes on with it on a new connection; null when the remote does not keep it.</summary>
    IEnumerable<ReadOnlyMemory<byte>>? Resume();

    /// <summary>What ends it, besides closing the connection.</summary>
    IEnumerable<ReadOnlyMemory<byte>> Goodbye();

    /// <summary>What the host says as messages; none for what the remote cannot be told. It may be asked for again, when the connection is lost in between.</summary>
    IEnumerable<ReadOnlyMemory<byte>> Write(RemoteMessage message);

    /// <summary>The user's sound, 24 kHz, as a message, valid until the next call.</summary>
    ReadOnlyMemory<byte> WriteSound(ReadOnlySpan<float> sound);

    /// <summary>Adds what a message of the remote's is to this host; nothing for one that is of no use.</summary>
    /// <exception cref="RemoteException">It is no message of the protocol.</exception>
    void Read(ReadOnlyMemory<byte> received, ICollection<RemoteItem> items);
}
