using InteractionCore.Injections;

namespace InteractionCore.Turns;

/// <summary>
/// Lets one answer at a time reach a model that would mix two: the next enters once the last has been spoken, or has not been taken up.
/// </summary>
/// <remarks>Called by the loop only. While no answer waits it allocates nothing.</remarks>
internal sealed class AnswerGate
{
    /// <summary>Silence of the model, in ms, after which what it said is over.</summary>
    private const int Pause = 1000;

    /// <summary>An answer that is not spoken holds up others this long, in ms.</summary>
    private const int Patience = 6000;

    /// <summary>Answers that wait at most.</summary>
    private const int Capacity = 16;

    private readonly Queue<Injection> _waiting = new(Capacity);
    private bool _closed;
    private long _enteredMs;
    private long _soundedMs;

    /// <summary>Whether nothing more may be asked to wait.</summary>
    public bool IsFull => _waiting.Count == Capacity;

    /// <summary>Keeps an answer that has to wait for its turn.</summary>
    /// <returns>Whether it waits; otherwise it may enter now.</returns>
    public bool Holds(Injection injection)
    {
        bool holds = IsAnswer(injection) && (_waiting.Count > 0 || _closed);
        if (holds)
        {
            _waiting.Enqueue(injection);
        }

        return holds;
    }

    /// <summary>The answer whose turn has come, or null. To be asked every turn: what the model says once an answer is over holds up none.</summary>
    public Injection? Next(long nowMs)
    {
        _closed = _closed && nowMs < (_soundedMs > _enteredMs ? _soundedMs + Pause : _enteredMs + Patience);
        return !_closed && _waiting.TryDequeue(out Injection? answer) ? answer : null;
    }

    /// <summary>This enters now: if it is an answer, others wait from here on.</summary>
    public void Enters(Injection injection, long nowMs)
    {
        if (IsAnswer(injection))
        {
            (_closed, _enteredMs) = (true, nowMs);
        }
    }

    /// <summary>The model is heard until <paramref name="untilMs"/>.</summary>
    public void Sounds(long untilMs) => _soundedMs = untilMs;

    private static bool IsAnswer(Injection injection) => injection is { Text: not null, Kind: InjectionKind.Result or InjectionKind.Failure };
}
