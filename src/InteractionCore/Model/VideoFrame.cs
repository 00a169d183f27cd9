namespace InteractionCore.Model;

/// <summary>One picture as the client sent it, still encoded. Immutable; replaced as a whole by the next.</summary>
/// <param name="Data">The encoded picture.</param>
/// <param name="MediaType">"image/jpeg" or "image/png".</param>
public sealed record VideoFrame(ReadOnlyMemory<byte> Data, string MediaType);
