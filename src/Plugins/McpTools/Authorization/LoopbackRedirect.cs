using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Web;
using ModelContextProtocol.Authentication;

namespace McpTools.Authorization;

/// <summary>
/// The address on this machine to which a browser is sent back after signing in (RFC 8252, section 7.3). It answers on the loopback
/// interface only, and takes nothing but the answer to the request that it waits for.
/// </summary>
internal sealed class LoopbackRedirect : IDisposable
{
    private const string Path = "/callback";
    private const int MaxRequestBytes = 16_384;
    private static readonly TimeSpan RequestTime = TimeSpan.FromSeconds(10);

    private readonly TcpListener _listener;
    private readonly TimeProvider _time;

    /// <param name="port">The port; 0 takes a free one.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public LoopbackRedirect(int port, TimeProvider time)
    {
        _time = time;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}{Path}"));
    }

    public Uri Address { get; }

    /// <summary>Waits for the browser that comes back with the state of this sign-in; others are turned away.</summary>
    public async Task<AuthorizationResult> WaitAsync(Uri authorization, CancellationToken cancellationToken)
    {
        string? state = HttpUtility.ParseQueryString(authorization.Query)["state"];
        while (true)
        {
            using TcpClient client = await _listener.AcceptTcpClientAsync(cancellationToken);
            if (await AnswerAsync(client, state, cancellationToken) is { } result)
            {
                return result;
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task<AuthorizationResult?> AnswerAsync(TcpClient client, string? state, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(RequestTime, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            NetworkStream stream = client.GetStream();
            string[] request = (await ReadHeadAsync(stream, either.Token)).Split(' ', 3);
            if (request is not ["GET", var target, _] || !Uri.TryCreate(Address, target, out Uri? address) || address.AbsolutePath != Path)
            {
                await WriteAsync(stream, "404 Not Found", "There is nothing here.", either.Token);
                return null;
            }

            System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(address.Query);
            if (query["state"] != state)
            {
                await WriteAsync(stream, "400 Bad Request", "This is not the answer to a sign-in that AgentHost began.", either.Token);
                return null;
            }

            bool granted = query["code"] is { Length: > 0 };
            await WriteAsync(stream, "200 OK", granted ? "Signed in. You can close this page." : "Access was not granted. You can close this page.", either.Token);
            return new AuthorizationResult { Code = query["code"], State = query["state"], Iss = query["iss"] };
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is IOException or OperationCanceledException)
        {
            // It went away, or said nothing for too long.
            return null;
        }
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[MaxRequestBytes];
        int count = 0;
        while (count < buffer.Length && buffer.AsSpan(0, count).IndexOf("\r\n\r\n"u8) < 0)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(count), cancellationToken);
            if (read == 0)
            {
                break;
            }

            count += read;
        }

        return Encoding.ASCII.GetString(buffer, 0, count).Split('\r')[0];
    }

    private static async Task WriteAsync(NetworkStream stream, string status, string text, CancellationToken cancellationToken)
    {
        string page = $"<!doctype html><meta charset=\"utf-8\"><title>AgentHost</title><p>{text}</p>";
        string response = $"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {Encoding.UTF8.GetByteCount(page)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n{page}";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(response), cancellationToken);
    }
}
