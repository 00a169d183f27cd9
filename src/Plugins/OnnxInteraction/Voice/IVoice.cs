namespace OnnxInteraction.Voice;

/// <summary>Makes sound of the words of the say lane. Shared by all sessions; thread-safe.</summary>
internal interface IVoice
{
    /// <summary>Which voice it is, or why there is none.</summary>
    string Description { get; }

    bool Speaks { get; }

    /// <summary>Names a session can ask for; the first is the one it gets when it asks for none of them.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>Ends when the first word can be spoken without delay.</summary>
    Task Ready { get; }

    /// <summary>One session's speech.</summary>
    /// <param name="name">One of <see cref="Names"/>, or null; any other name is as null.</param>
    IVoiceStream Open(string? name);
}

/// <summary>One session's speech: words queue up, turns take what plays in 200 ms. Called by the loop only; holds nothing to dispose.</summary>
internal interface IVoiceStream
{
    /// <summary>Queues a word, or the few words of a slot. Never waits.</summary>
    /// <returns>
    /// When it begins to sound, in milliseconds after the first sample of the next <see cref="Read"/>; an estimate where words wait
    /// before it. Null when it will not sound at all.
    /// </returns>
    int? Say(string text);

    /// <summary>Forgets what was not handed out yet.</summary>
    void Clear();

    /// <summary>Takes the next samples; returns how many there are. Allocates nothing when nothing is said.</summary>
    int Read(Span<float> turn);
}
