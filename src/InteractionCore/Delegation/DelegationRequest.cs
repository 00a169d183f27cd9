using InteractionCore.Model;
using InteractionCore.Sessions;

namespace InteractionCore.Delegation;

/// <summary>A task the model hands over, with all the agent may want to know: the context package.</summary>
public sealed record DelegationRequest
{
    public required string Id { get; init; }

    /// <summary>The request in the model's own words.</summary>
    public required string Task { get; init; }

    /// <summary>The conversation so far, as heard and as played.</summary>
    public required IReadOnlyList<TranscriptEntry> Transcript { get; init; }

    /// <summary>What earlier tasks of the session found out, oldest first: of a long conversation more than the transcript still holds.</summary>
    public IReadOnlyList<SessionFact> Facts { get; init; } = [];

    /// <summary>The session's instructions.</summary>
    public string? Instructions { get; init; }

    /// <summary>The user's last seconds, 16-bit PCM, for an agent that takes audio. Empty when none was kept.</summary>
    public ReadOnlyMemory<short> Audio { get; init; }

    /// <summary>Sample rate of <see cref="Audio"/>, in Hz.</summary>
    public int AudioSampleRate { get; init; }

    /// <summary>The session's time at which <see cref="Audio"/> ends, in ms: that of the request.</summary>
    public long AudioEndMs { get; init; }

    /// <summary>What the camera saw last, for an agent that takes images.</summary>
    public VideoFrame? Frame { get; init; }
}
