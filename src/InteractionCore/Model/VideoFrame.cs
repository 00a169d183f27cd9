namespace InteractionCore.Model;

/// <summary>One picture as the client sent it, still encoded. Immutable; replaced as a whole by the next.</summary>
/// <param name="Data">The encoded picture.</param>
/// <param name="MediaType">"image/jpeg" or "image/png".</param>
public sealed record VideoFrame(ReadOnlyMemory<byte> Data, string MediaType);

/// <summary>A picture cannot be read. The message names what was found, the limit, and the next move; the session goes on without it.</summary>
public sealed class FrameException(string message, Exception? inner = null) : Exception(message, inner);
