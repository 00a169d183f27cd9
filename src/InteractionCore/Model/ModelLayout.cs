namespace InteractionCore.Model;

/// <summary>The fixed shapes of one micro-turn. Read once at start-up; every buffer is sized from it.</summary>
public sealed record ModelLayout
{
    /// <summary>Sample rate of audio in, in Hz. Mono.</summary>
    public required int InputSampleRate { get; init; }

    /// <summary>Samples consumed by one step. 3,200 at 16 kHz is 200 ms.</summary>
    public required int InputSamplesPerTurn { get; init; }

    /// <summary>Sample rate of audio out, in Hz. Mono.</summary>
    public required int OutputSampleRate { get; init; }

    /// <summary>Most tokens one step can write, all lanes together.</summary>
    public required int MaxTokensPerTurn { get; init; }

    /// <summary>Most injected tokens one step can take. Longer injections continue in the next turn.</summary>
    public required int MaxContextTokensPerTurn { get; init; }

    /// <summary>Whether the model looks at video frames.</summary>
    public bool TakesVideo { get; init; }

    /// <summary>How far back the model sees; null when it keeps everything. What is older, the session keeps as text.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>Whether the model was trained to be reminded of facts that have left its window (<see cref="Injections.InjectionKind.Recall"/>).</summary>
    public bool TakesRecall { get; init; }

    /// <summary>Whether the model would mix answers of the agent that arrive together: the next enters when the last has been spoken.</summary>
    public bool TakesOneAnswerAtATime { get; init; }

    public TimeSpan TurnDuration => TimeSpan.FromSeconds((double)InputSamplesPerTurn / InputSampleRate);

    public int TurnMilliseconds => (int)(1000L * InputSamplesPerTurn / InputSampleRate);

    /// <summary>Samples of output that play in one turn.</summary>
    public int OutputSamplesPerTurn => (int)((long)InputSamplesPerTurn * OutputSampleRate / InputSampleRate);
}
