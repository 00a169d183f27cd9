using System.Threading.Channels;

namespace InteractionCore.Sessions;

/// <summary>One connected client. Both methods return when the peer leaves and throw only on cancellation or a broken peer.</summary>
public interface ISessionTransport
{
    /// <summary>Passes what the client sends to the session until the client leaves.</summary>
    Task ReceiveAsync(SessionInput input, CancellationToken cancellationToken);

    /// <summary>Passes the session's events to the client until the reader completes. Disposes each audio chunk.</summary>
    Task SendAsync(ChannelReader<SessionEvent> events, CancellationToken cancellationToken);
}

/// <summary>Why a session ended.</summary>
public enum CloseReason
{
    /// <summary>The client closed it or went away.</summary>
    ClientLeft,

    /// <summary>The client stopped reading events.</summary>
    SlowClient,

    /// <summary>The model failed in this session.</summary>
    ModelFailed,

    /// <summary>The client sent what the protocol does not allow.</summary>
    ClientError,

    HostStopping,
}

/// <summary>How a session ended, and the turns it had.</summary>
public sealed record SessionSummary(CloseReason Reason, string? Detail, TurnStatistics Turns);
