namespace InteractionCore.Delegation;

/// <summary>
/// What the user said last, as a transcriber writes it down. That begins when the words are first asked for, and who asks does not wait
/// longer than the patience. Thread-safe.
/// </summary>
public sealed class ExactWords
{
    private readonly Lazy<Task<string?>> _words;
    private readonly TimeSpan _patience;
    private readonly TimeProvider _time;
    private int _missed;

    /// <param name="transcribe">Called once, at most. Its failure is as good as no words.</param>
    public ExactWords(Func<Task<string?>> transcribe, TimeSpan patience, TimeProvider time)
    {
        // On another thread: a transcriber that works before its first await costs nobody the patience.
        _words = new Lazy<Task<string?>>(() => Task.Run(transcribe));
        (_patience, _time) = (patience, time);
    }

    /// <summary>Lets the writing down begin, for somebody who will ask soon.</summary>
    public void Begin() => _ = _words.Value;

    /// <returns>The words; null when there are none, or not yet.</returns>
    public async Task<string?> GetAsync(CancellationToken cancellationToken)
    {
        Task<string?> words = _words.Value;
        try
        {
            return await words.WaitAsync(_patience, _time, cancellationToken);
        }
        catch (TimeoutException) when (!words.IsFaulted)
        {
            Interlocked.CompareExchange(ref _missed, 1, 0);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
        }

        return null;
    }

    /// <summary>Words that came after somebody had waited for them in vain: once, then null.</summary>
    public string? TakeLate() =>
        Volatile.Read(ref _missed) == 1 && _words.Value.IsCompletedSuccessfully && Interlocked.Exchange(ref _missed, 2) == 1 ? _words.Value.GetAwaiter().GetResult() : null;
}
