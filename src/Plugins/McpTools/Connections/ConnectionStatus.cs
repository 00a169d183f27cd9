using InteractionCore.Delegation;
using ModelContextProtocol.Client;

namespace McpTools.Connections;

internal enum ConnectionState
{
    /// <summary>The first attempt is under way.</summary>
    Connecting,

    /// <summary>The tools are there.</summary>
    Ready,

    /// <summary>No connection; the next attempt comes after a pause.</summary>
    Lost,

    /// <summary>Another attempt is under way.</summary>
    Reconnecting,
}

/// <summary>A connection at one moment.</summary>
/// <param name="State">Where it is in its cycle.</param>
/// <param name="Tools">Empty unless ready.</param>
internal sealed record ConnectionStatus(ConnectionState State, Toolset Tools)
{
    /// <summary>Null unless ready.</summary>
    public McpClient? Client { get; init; }

    /// <summary>Why the last attempt or connection failed, and the next move; null while none has.</summary>
    public string? Reason { get; init; }

    /// <summary>Failures in a row.</summary>
    public int Failures { get; init; }

    /// <summary>While ready: how the server is reached, how long connecting took and in which revision of the protocol they speak.</summary>
    public string? Description { get; init; }
}
