using InteractionCore.Injections;

namespace InteractionCore.Delegation.Questions;

/// <summary>
/// Where a session's questions to its user are asked, one at a time, in the live stream: said by the model and shown as a card, and
/// answered by whichever comes first. The loop tells it what is heard and never waits for it. Thread-safe.
/// </summary>
/// <param name="inject">Puts something into the live stream; waits while that is full.</param>
/// <param name="tryInject">The same without waiting; false when it is full.</param>
/// <param name="patience">How long an answer may take.</param>
#pragma warning disable CA1001 // The semaphore is never asked for a wait handle, so that it holds nothing to dispose of.
internal sealed class QuestionDesk(
#pragma warning restore CA1001
    Func<Injection, CancellationToken, ValueTask> inject, Func<Injection, bool> tryInject, TimeSpan patience, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _one = new(1);
    private OpenQuestion? _open;
    private int _asked;

    /// <summary>Asks and waits for the answer, or for the end of patience.</summary>
    public async Task<UserAnswer> AskAsync(UserQuestion question, string? delegationId, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        OpenQuestion? open = null;
        try
        {
            lock (_lock)
            {
                _open = open = new OpenQuestion($"question-{++_asked}", question);
            }

            await inject(new Injection(InjectionKind.Result, open.Spoken) { DelegationId = delegationId, Ui = QuestionCard.Create(open.SurfaceId, question) }, cancellationToken);
            return await open.Answer.Task.WaitAsync(patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return UserAnswer.None;
        }
        finally
        {
            lock (_lock)
            {
                _open = null;
            }

            if (open is not null)
            {
                // The card has served; when the stream is full, it stays until the client clears it.
                tryInject(new Injection(InjectionKind.Silent) { DelegationId = delegationId, Ui = Ui.Surface.Delete(open.SurfaceId) });
            }

            _one.Release();
        }
    }

    /// <summary>A card enters the live stream. Called by the loop.</summary>
    public void Announced(string surfaceId)
    {
        lock (_lock)
        {
            if (_open?.SurfaceId == surfaceId)
            {
                _open.Asked();
            }
        }
    }

    /// <summary>The user said or typed something. Called by the loop.</summary>
    public void Hear(string words, long timeMs)
    {
        lock (_lock)
        {
            _open?.Hear(words, timeMs);
        }
    }

    /// <summary>Time passes. Called by the loop, every turn.</summary>
    public void Tick(long nowMs)
    {
        string? prompt;
        lock (_lock)
        {
            prompt = _open?.Tick(nowMs);
        }

        if (prompt is not null)
        {
            tryInject(new Injection(InjectionKind.Result, prompt));
        }
    }

    /// <summary>A button of a card was pressed.</summary>
    /// <returns>False when the card is not that of the open question.</returns>
    public bool Press(UiAction action, out string? problem)
    {
        lock (_lock)
        {
            problem = null;
            if (_open?.SurfaceId != action.SurfaceId)
            {
                return false;
            }

            problem = _open.Press(action);
            return true;
        }
    }
}
