using InteractionCore.Delegation;

namespace InteractionCore.Injections;

/// <summary>What an injection is to the model; each kind has its own framing.</summary>
public enum InjectionKind
{
    /// <summary>The user typed it: it counts as said.</summary>
    UserText,

    /// <summary>The agent's answer: to be spoken at a good moment.</summary>
    Result,

    /// <summary>Why there is no answer: to be spoken.</summary>
    Failure,

    /// <summary>The agent is at work: context, nothing to say.</summary>
    Progress,

    /// <summary>Something found out earlier that has left the model's window: context, nothing to say. Made by the loop itself.</summary>
    Recall,

    /// <summary>For the client only: the model does not see it.</summary>
    Silent,
}

/// <summary>
/// Something that enters the live stream at the next micro-turn: words for the model, events for the client, or both.
/// </summary>
/// <param name="Kind">How the model takes it.</param>
/// <param name="Text">Words for the model; null for none.</param>
public sealed record Injection(InjectionKind Kind, string? Text = null)
{
    /// <summary>The delegation it belongs to.</summary>
    public string? DelegationId { get; init; }

    /// <summary>A change of the delegation's state to announce with it.</summary>
    public DelegationUpdate? Update { get; init; }

    /// <summary>A call of one of the client's tools to pass on.</summary>
    public ClientToolCall? ToolCall { get; init; }

    /// <summary>A card to show in the turn that begins to feed the text.</summary>
    public UiDescriptor? Ui { get; init; }

    /// <summary>A tool's own page to show.</summary>
    public UiApp? App { get; init; }
}

public enum DelegationStatus
{
    Running,
    Completed,
    Failed,
    TimedOut,
    Cancelled,

    /// <summary>Not started: too many were waiting.</summary>
    Rejected,
}

/// <summary>What the client learns about a delegation.</summary>
/// <param name="Status">Its state after this update.</param>
/// <param name="Tool">The tool this update is about.</param>
/// <param name="Arguments">The tool call's arguments as JSON, when a call begins.</param>
/// <param name="Detail">Progress, the tool's answer or the error, for a person.</param>
public sealed record DelegationUpdate(DelegationStatus Status, string? Tool = null, string? Arguments = null, string? Detail = null)
{
    /// <summary>How far the tool is, as it says.</summary>
    public Delegation.ToolProgress? Progress { get; init; }

    /// <summary>What the user said to ask for it, as a transcriber wrote it down.</summary>
    public string? Words { get; init; }
}
