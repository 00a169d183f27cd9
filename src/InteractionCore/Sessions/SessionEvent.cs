using InteractionCore.Delegation;
using InteractionCore.Injections;
using InteractionCore.Turns;

namespace InteractionCore.Sessions;

/// <summary>What a session tells its client, in the order of turns. Times are ms since the session's start.</summary>
/// <param name="TimeMs">When it happened: the end of the turn that wrote it.</param>
public abstract record SessionEvent(long TimeMs);

/// <summary>Speech to play from <paramref name="StartMs"/> on. Whoever reads the event disposes the chunk.</summary>
/// <param name="Epoch">Rises when the model yields; audio of an older epoch is void.</param>
public sealed record AudioDelta(long TimeMs, int Epoch, long StartMs, AudioChunk Chunk) : SessionEvent(TimeMs);

/// <summary>Words the model heard. <paramref name="EndMs"/>: when the last of them ended.</summary>
public sealed record InputTranscript(long TimeMs, string Text, long EndMs) : SessionEvent(TimeMs);

/// <summary>Words the model says; their sound begins at <paramref name="StartMs"/>.</summary>
public sealed record OutputTranscript(long TimeMs, int Epoch, string Text, long StartMs, bool Backchannel) : SessionEvent(TimeMs);

/// <summary>The model yielded: discard what was not played. <paramref name="Epoch"/> is the new one.</summary>
public sealed record OutputCleared(long TimeMs, int Epoch) : SessionEvent(TimeMs);

/// <summary>The model handed a task to the agent.</summary>
public sealed record DelegationCreated(long TimeMs, string DelegationId, string Task) : SessionEvent(TimeMs);

/// <summary>The agent's work went on: a tool was called or answered, or the task ended.</summary>
public sealed record DelegationUpdated(long TimeMs, string DelegationId, DelegationUpdate Update) : SessionEvent(TimeMs);

/// <summary>Text began to enter the model.</summary>
public sealed record Injected(long TimeMs, InjectionKind Kind, string Text, string? DelegationId) : SessionEvent(TimeMs);

/// <summary>A card changed.</summary>
public sealed record UiPatched(long TimeMs, UiDescriptor Ui, string? DelegationId) : SessionEvent(TimeMs);

/// <summary>A tool brought a page of its own.</summary>
public sealed record AppShown(long TimeMs, UiApp App, string? DelegationId) : SessionEvent(TimeMs);

/// <summary>The agent calls a tool of the client's; the answer comes back through <see cref="SessionInput.AnswerTool"/>.</summary>
public sealed record ClientToolCalled(long TimeMs, string DelegationId, ClientToolCall Call) : SessionEvent(TimeMs);

/// <summary>A fixture's sound begins: the model's speech was cleared, and it hears nothing until <see cref="FixturePlayed"/>.</summary>
public sealed record FixturePlaying(long TimeMs) : SessionEvent(TimeMs);

/// <summary>A fixture's sound was written to its end.</summary>
public sealed record FixturePlayed(long TimeMs) : SessionEvent(TimeMs);

/// <summary>How long the turn took; only sent to a client that asked.</summary>
public sealed record TurnTimed(long TimeMs, long Turn, double ElapsedMs, bool Late) : SessionEvent(TimeMs);
