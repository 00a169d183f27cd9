using System.Text.Json;
using System.Text.Json.Nodes;
using OpenAILive.Wire;

namespace OpenAILive.Protocols;

/// <summary>How one session is spoken with the remote. Reading has one caller, and writing has one; the two may be at once.</summary>
internal interface IRemoteProtocol
{
    /// <summary>The event that carries the user's sound.</summary>
    string SoundEvent { get; }

    /// <summary>What starts a session.</summary>
    IReadOnlyList<JsonObject> Start();

    /// <summary>What goes on with it on a new connection; null when the remote does not keep it.</summary>
    IReadOnlyList<JsonObject>? Resume();

    /// <summary>What ends it.</summary>
    IReadOnlyList<JsonObject> Goodbye();

    /// <summary>A message as events. It may be asked for again, when the connection is lost in between.</summary>
    IEnumerable<JsonObject> Write(RemoteMessage message);

    /// <summary>Adds what an event of the remote's is to this host; nothing for one that is of no use.</summary>
    /// <exception cref="RemoteException">It is no event of the protocol.</exception>
    void Read(JsonElement received, ICollection<RemoteItem> items);
}
