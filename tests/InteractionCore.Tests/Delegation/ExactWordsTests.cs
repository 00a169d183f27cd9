using AgentHost.Testing;
using InteractionCore.Delegation;

namespace InteractionCore.Tests.Delegation;

public sealed class ExactWordsTests
{
    private static readonly TimeSpan TwoSeconds = TimeSpan.FromSeconds(2);

    private readonly ManualTimeProvider _time = new();
    private readonly TaskCompletionSource<string?> _transcript = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Nothing_is_written_down_before_somebody_asks_and_then_only_once()
    {
        int calls = 0;
        var words = new ExactWords(() => Task.FromResult<string?>($"words {Interlocked.Increment(ref calls)}"), TwoSeconds, _time);
        Assert.Equal(0, calls);

        (string?, string?) got = (await words.GetAsync(CancellationToken.None), await words.GetAsync(CancellationToken.None));

        Assert.Equal(("words 1", "words 1"), got);
    }

    [Fact]
    public async Task Who_asks_does_not_wait_longer_than_the_patience()
    {
        var words = new ExactWords(() => _transcript.Task, TwoSeconds, _time);
        Task<string?> asked = words.GetAsync(CancellationToken.None);

        _time.Advance(TwoSeconds);

        Assert.Null(await asked.WaitAsync(Patience.Limit));
        Assert.Null(words.TakeLate());
    }

    [Fact]
    public async Task Words_that_come_late_can_be_had_once()
    {
        var words = new ExactWords(() => _transcript.Task, TwoSeconds, _time);
        Task<string?> asked = words.GetAsync(CancellationToken.None);
        _time.Advance(TwoSeconds);
        await asked.WaitAsync(Patience.Limit);

        _transcript.SetResult("weather in oslo");
        string? again = await words.GetAsync(CancellationToken.None);

        Assert.Equal(("weather in oslo", "weather in oslo", null), (again, words.TakeLate(), words.TakeLate()));
    }

    [Fact]
    public async Task Words_that_came_in_time_are_not_late()
    {
        var words = new ExactWords(() => Task.FromResult<string?>("weather in oslo"), TwoSeconds, _time);

        await words.GetAsync(CancellationToken.None);

        Assert.Null(words.TakeLate());
    }

    [Fact]
    public async Task A_failure_is_as_good_as_no_words()
    {
        var words = new ExactWords(() => throw new InvalidOperationException("no model"), TwoSeconds, _time);

        Assert.Null(await words.GetAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Who_is_cancelled_does_not_wait()
    {
        using var cancel = new CancellationTokenSource();
        Task<string?> asked = new ExactWords(() => _transcript.Task, TwoSeconds, _time).GetAsync(cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }
}
