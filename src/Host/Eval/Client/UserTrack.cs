using AgentHost.Eval.Scenarios;
using AgentHost.Eval.Scoring;

namespace AgentHost.Eval.Client;

/// <summary>The user's microphone: a scenario's parts, each begun when its time has come, and silence between.</summary>
/// <param name="wordSaidAt">When the model said its n-th word, counted from 1; null while it has not.</param>
internal sealed class UserTrack(LoadedScenario scenario, Func<int, long?> wordSaidAt)
{
    private const int SamplesPerMs = ScenarioFile.SampleRate / 1_000;

    /// <summary>Longest wait for a word of the model; then the scenario ends without the parts that wait for it.</summary>
    private static readonly TimeSpan WordPatience = TimeSpan.FromSeconds(15);

    private readonly List<Stretch> _begun = [];
    private long _sentMs;
    private bool _gaveUp;

    /// <summary>Where each part that was begun lies.</summary>
    public IReadOnlyList<Stretch> Begun => _begun;

    /// <summary>Whether nothing more will be said.</summary>
    public bool IsOver => _gaveUp || (_begun.Count == scenario.Parts.Count && _sentMs >= EndMs);

    /// <summary>The end of what was begun so far.</summary>
    public long EndMs => _begun.Count == 0 ? 0 : _begun.Max(part => part.EndMs);

    /// <summary>Fills the next chunk: whole milliseconds at <see cref="ScenarioFile.SampleRate"/>.</summary>
    public void Read(Span<float> chunk)
    {
        long endMs = _sentMs + (chunk.Length / SamplesPerMs);
        BeginUntil(endMs);
        chunk.Clear();
        for (int part = 0; part < _begun.Count; part++)
        {
            Mix(scenario.Sounds[part], _begun[part].StartMs, chunk);
        }

        _sentMs = endMs;
    }

    private void BeginUntil(long endMs)
    {
        while (!_gaveUp && _begun.Count < scenario.Parts.Count && StartOfNext() is { } start && start < endMs)
        {
            // A word's time is known only after it: then the part begins at once.
            start = Math.Max(start, _sentMs);
            _begun.Add(new Stretch(start, start + (scenario.Sounds[_begun.Count].Length / SamplesPerMs)));
        }

        _gaveUp |= _begun.Count < scenario.Parts.Count && StartOfNext() is null && _sentMs - EndMs > WordPatience.TotalMilliseconds;
    }

    private long? StartOfNext()
    {
        SpokenPart part = scenario.Parts[_begun.Count];
        return part.AtMs ?? (part.AfterWords is { } words ? wordSaidAt(words) : _begun.Count == 0 ? 0 : _begun[^1].EndMs) + part.AfterMs;
    }

    private void Mix(float[] sound, long startMs, Span<float> chunk)
    {
        long offset = (_sentMs - startMs) * SamplesPerMs;
        for (int i = (int)Math.Max(0, -offset); i < chunk.Length && offset + i < sound.Length; i++)
        {
            chunk[i] = Math.Clamp(chunk[i] + sound[offset + i], -1, 1);
        }
    }
}
