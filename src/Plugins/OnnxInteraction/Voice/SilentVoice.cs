namespace OnnxInteraction.Voice;

/// <summary>No voice: the host runs, the say lane stays text.</summary>
internal sealed class SilentVoice(string reason) : IVoice, IVoiceStream
{
    public string Description { get; } = reason;

    public bool Speaks => false;

    public IReadOnlyList<string> Names => [];

    public Task Ready => Task.CompletedTask;

    public IVoiceStream Open(string? name) => this;

    public int? Say(string text) => null;

    public void Clear()
    {
    }

    public int Read(Span<float> turn) => 0;
}
