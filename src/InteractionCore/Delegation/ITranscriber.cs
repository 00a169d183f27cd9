namespace InteractionCore.Delegation;

/// <summary>
/// Writes down speech in any words, away from the live loop: what the live model heard is in its own vocabulary. A plugin offers at most
/// one. Thread-safe.
/// </summary>
public interface ITranscriber
{
    /// <summary>Sample rate of what it is given, in Hz.</summary>
    const int SampleRate = 16_000;

    /// <summary>Writes down one utterance. The host stops waiting after <see cref="Sessions.InteractionOptions.TranscriptPatience"/>, and cancels when nobody wants the words any more.</summary>
    /// <param name="samples">Mono, 16 kHz, float32 in [-1, 1]; at most the seconds that a session keeps. The caller's, and not changed until the task ends.</param>
    /// <returns>The words; null when there are none, or when it has too much to do. An exception costs this utterance's words only.</returns>
    Task<string?> TranscribeAsync(ReadOnlyMemory<float> samples, CancellationToken cancellationToken);
}
