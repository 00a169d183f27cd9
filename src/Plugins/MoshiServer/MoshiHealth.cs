using System.Net.Sockets;

namespace MoshiServer;

/// <summary>
/// Says whether something listens at the server's address. Opening a WebSocket there would begin a session, and such a server has one at a time.
/// </summary>
internal static class MoshiHealth
{
    /// <exception cref="RemoteException">Nothing listens.</exception>
    public static async Task ReachAsync(MoshiSettings settings, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(settings.Address.Host, settings.Address.Port, cancellationToken);
        }
        catch (SocketException exception)
        {
            throw new RemoteException($"No Moshi server answers at {settings.Address.Authority}: {exception.Message} Start one there, or correct 'address'.", exception);
        }
    }
}
