using InteractionCore.Injections;
using InteractionCore.Model;
using InteractionCore.Sessions;

namespace InteractionCore.Turns;

/// <summary>
/// Reminds a model of the latest facts each time they have left its window, so that a conversation can go back to what was found out
/// long ago. Only for a model that was trained to be reminded.
/// </summary>
/// <remarks>Called by the loop only. While nothing is due it allocates nothing.</remarks>
internal sealed class Recall(FactLog facts, ModelLayout layout)
{
    /// <summary>Facts a model is kept aware of: more would fill its window with the past.</summary>
    private const int Facts = 3;

    private readonly long _windowMs = layout is { TakesRecall: true, Window: { } window } ? (long)window.TotalMilliseconds : long.MaxValue;
    private long _nextMs = layout is { TakesRecall: true, Window: { } first } ? (long)first.TotalMilliseconds : long.MaxValue;

    /// <summary>What to remind the model of now, or null.</summary>
    public Injection? Take(long nowMs) => nowMs < _nextMs ? null : Look(nowMs);

    private Injection? Look(long nowMs)
    {
        string[] left = [.. facts.Snapshot().Where(fact => nowMs - fact.TimeMs >= _windowMs).TakeLast(Facts).Select(fact => fact.Task.Length == 0 ? fact.Answer : $"{fact.Task}: {fact.Answer}")];
        // With nothing to say it looks again soon: a fact may leave the window at any time.
        _nextMs = nowMs + (left.Length == 0 ? _windowMs / 4 : _windowMs);
        return left.Length == 0 ? null : new Injection(InjectionKind.Recall, string.Join(". ", left));
    }
}
