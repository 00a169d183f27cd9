using ModelContextProtocol.Client;

namespace McpTools.Links;

/// <summary>One way to a server, for one attempt to connect and what comes of it. Disposing it ends what it started.</summary>
internal interface IServerLink : IAsyncDisposable
{
    IClientTransport Transport { get; }

    /// <summary>What it is, for a report: "stdio" or "http".</summary>
    string Kind { get; }

    /// <summary>Cancelled when the server will say no more; <see cref="CancellationToken.None"/> where that shows only in the next request.</summary>
    CancellationToken Ended { get; }

    /// <summary>False when a request has to be made from time to time, to learn of a server's end.</summary>
    bool NoticesTheEnd => Ended.CanBeCanceled;

    /// <summary>Why connecting failed or the connection ended, and the next move.</summary>
    /// <param name="exception">What was thrown; a <see cref="TimeoutException"/> when the server took too long; null when it just ended.</param>
    Task<string> ExplainAsync(Exception? exception);
}

/// <summary>There is no way to the server. The message says why, and the next move.</summary>
internal sealed class ServerUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
