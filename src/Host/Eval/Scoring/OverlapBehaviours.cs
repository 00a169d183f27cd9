namespace AgentHost.Eval.Scoring;

/// <summary>What a model does about speech over its own, by the classes of Full-Duplex-Bench v1.5.</summary>
internal enum OverlapBehaviour
{
    /// <summary>It takes up what was said over it.</summary>
    Respond,

    /// <summary>It goes on with what it was saying.</summary>
    Resume,

    /// <summary>It hesitates, or asks back.</summary>
    Uncertain,

    /// <summary>Nothing of that, such as silence.</summary>
    Unknown,
}

/// <summary>Tells the classes apart by words that only one of them has; the benchmark asks a language model.</summary>
internal static class OverlapBehaviours
{
    private static readonly string[] Hesitations = ["sorry", "pardon", "what", "um", "uh", "huh", "hm", "mm", "repeat", "again"];

    /// <param name="responseMs">When it first said words of a response, or handed on a task; null for never.</param>
    /// <param name="restMs">When it first said the rest of what it was saying; null for never.</param>
    /// <param name="after">All it said after the user spoke over it.</param>
    public static OverlapBehaviour Of(long? responseMs, long? restMs, IReadOnlyList<TimedWord> after) =>
        responseMs is not null && (restMs is null || responseMs < restMs) ? OverlapBehaviour.Respond
        : restMs is not null ? OverlapBehaviour.Resume
        : after.Any(word => Hesitations.Contains(word.Text, StringComparer.Ordinal)) ? OverlapBehaviour.Uncertain
        : OverlapBehaviour.Unknown;
}
