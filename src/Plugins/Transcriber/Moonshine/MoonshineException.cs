namespace Transcriber.Moonshine;

/// <summary>The model's files cannot be used. The message names the file and the next move.</summary>
internal sealed class MoonshineException(string message, Exception? inner = null) : Exception(message, inner);
