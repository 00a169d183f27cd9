using Microsoft.Extensions.AI;

namespace InteractionCore.Delegation;

/// <summary>
/// Works on a delegated task away from the live loop. Engines keep no state between runs; the host owns the transcript.
/// </summary>
public interface IBackgroundAgent
{
    /// <summary>
    /// Streams a run: text, reasoning, usage, each <see cref="FunctionCallContent"/> before its call and each
    /// <see cref="FunctionResultContent"/> after it. The stream's end is the run's end; concatenated, the updates are the
    /// messages to append to the transcript. Cancellation ends in <see cref="OperationCanceledException"/>, and what was
    /// yielded before stands. May be called concurrently.
    /// </summary>
    IAsyncEnumerable<ChatResponseUpdate> RunAsync(AgentRun run, CancellationToken cancellationToken = default);
}

/// <summary>All a run needs.</summary>
/// <param name="Transcript">The conversation with the request as its last message. Belongs to the host.</param>
/// <param name="Toolsets">The tools it may call, advertised as {toolset}_{function}.</param>
/// <param name="Instructions">Its system prompt.</param>
public sealed record AgentRun(IReadOnlyList<ChatMessage> Transcript, IReadOnlyList<Toolset> Toolsets, string? Instructions = null)
{
    /// <summary>Sees every tool call; null lets all pass.</summary>
    public IToolGate? Gate { get; init; }

    /// <summary>Rounds of tool calls after which the model must answer without tools.</summary>
    public int MaxRounds { get; init; } = 12;

    public bool AllowConcurrentTools { get; init; } = true;

    /// <summary>
    /// Asked before each round after the first: what the user said since, as a message to hear before going on; null for nothing.
    /// The engine yields it too, as it belongs to the transcript. Null when nobody can say anything.
    /// </summary>
    public Func<ChatMessage?>? Meanwhile { get; init; }
}

/// <summary>The tools of one source. <paramref name="Name"/> holds letters, digits and underscores only.</summary>
public sealed record Toolset(string Name, IReadOnlyList<AIFunction> Functions);

/// <summary>One call a gate decides about.</summary>
/// <param name="CallId">The language model's id of the call.</param>
/// <param name="Name">The advertised name, {toolset}_{function}.</param>
/// <param name="Function">The tool itself.</param>
/// <param name="Arguments">Its arguments by name. Those that the function is invoked with: the gate adds the services a tool may want.</param>
public sealed record ToolCall(string CallId, string Name, AIFunction Function, AIFunctionArguments Arguments);

/// <summary>Sees every tool call before and after it runs: policy, time and size limits, audit. Cancels with the run.</summary>
public interface IToolGate
{
    ValueTask<object?> InvokeAsync(ToolCall call, Func<CancellationToken, ValueTask<object?>> next, CancellationToken cancellationToken);
}

/// <summary>
/// The agent as configured: which engine, which language model, and why not another when the choice was made for the user.
/// </summary>
/// <param name="Engine">"semantic-kernel" or "built-in".</param>
/// <param name="LanguageModel">The language model's name, or "tool router" when none is configured.</param>
/// <param name="Reason">Why the engine or the model is not the preferred one; null when it is.</param>
public sealed record AgentDescription(string Engine, string LanguageModel, string? Reason)
{
    /// <summary>What the language model takes besides text.</summary>
    public AgentInputs Inputs { get; init; }
}

/// <summary>What an agent takes besides text.</summary>
[Flags]
public enum AgentInputs
{
    None = 0,

    /// <summary>What the camera saw last.</summary>
    Image = 1,

    /// <summary>The user's last seconds, as a WAV file.</summary>
    Audio = 2,

    /// <summary>
    /// The user's last words as a transcriber writes them down. Its requests wait for them; an agent that does not say this finds them with
    /// <see cref="Conversation.ExactWordsOf"/> when it needs them.
    /// </summary>
    Words = 4,
}

/// <summary>Makes the agent and says what it is made of. One per host.</summary>
public interface IBackgroundAgentFactory
{
    AgentDescription Description { get; }

    IBackgroundAgent Create();
}
