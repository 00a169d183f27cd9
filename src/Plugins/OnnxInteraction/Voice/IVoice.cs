namespace OnnxInteraction.Voice;

/// <summary>Makes sound of the words of the say lane. Shared by all sessions; thread-safe.</summary>
internal interface IVoice
{
    /// <summary>Which voice it is, or why there is none.</summary>
    string Description { get; }

    bool Speaks { get; }

    /// <summary>Ends when the vocabulary can be spoken without delay.</summary>
    Task Ready { get; }

    /// <summary>The sound of a text, or null while it is not there yet. Never waits.</summary>
    /// <param name="text">A word, or the few words of a slot.</param>
    Sound? Speak(string text);
}

/// <summary>PCM at the layout's output rate; null until it was made. Immutable once set.</summary>
internal sealed class Sound
{
    private volatile float[]? _samples;

    public float[]? Samples
    {
        get => _samples;
        set => _samples = value;
    }
}

/// <summary>No voice: the host runs, the say lane stays text.</summary>
internal sealed class SilentVoice(string reason) : IVoice
{
    public string Description { get; } = reason;

    public bool Speaks => false;

    public Task Ready => Task.CompletedTask;

    public Sound? Speak(string text) => null;
}
