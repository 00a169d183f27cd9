using AgentHost.Testing;
using InteractionCore.Turns;

namespace InteractionCore.Tests.Turns;

public sealed class LoopThreadTests
{
    [Fact]
    public async Task The_loop_ticks_on_one_thread_of_its_own()
    {
        using var stop = new CancellationTokenSource(Patience.Limit);
        using var pacer = new ThreadPacer(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        var threads = new HashSet<string?>();
        int ticks = 0;

        await LoopThread.RunAsync(async () =>
        {
            while (ticks < 20 && await pacer.WaitForNextTickAsync(stop.Token))
            {
                threads.Add($"{Environment.CurrentManagedThreadId} {Thread.CurrentThread.Name} {Thread.CurrentThread.IsThreadPoolThread}");
                ticks++;
            }
        }, processor: null).WaitAsync(Patience.Limit);

        Assert.EndsWith("Live loop False", Assert.Single(threads), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_ends_the_wait_and_the_loop()
    {
        using var stop = new CancellationTokenSource();
        using var pacer = new ThreadPacer(TimeSpan.FromHours(1), TimeProvider.System);
        Task loop = LoopThread.RunAsync(async () => await pacer.WaitForNextTickAsync(stop.Token), processor: null);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loop.WaitAsync(Patience.Limit));
    }

    [Fact]
    public async Task A_loop_that_fails_says_so()
    {
        Task loop = LoopThread.RunAsync(() => throw new InvalidOperationException("broken"), processor: null);

        Assert.Equal("broken", (await Assert.ThrowsAsync<InvalidOperationException>(() => loop.WaitAsync(Patience.Limit))).Message);
    }

    [Fact]
    public async Task Ticks_missed_in_an_overrun_merge_into_one_and_stay_on_the_grid()
    {
        var time = new ManualTimeProvider();
        using var pacer = new ThreadPacer(TimeSpan.FromMilliseconds(50), time);
        time.Advance(TimeSpan.FromMilliseconds(50));
        await pacer.WaitForNextTickAsync(CancellationToken.None);

        // Three ticks pass while the loop is busy; the wait then ends at once, and the next is for the one after.
        time.Advance(TimeSpan.FromMilliseconds(180));
        await pacer.WaitForNextTickAsync(CancellationToken.None);
        ValueTask<bool> next = Advanced();

        Assert.True(await next);
        Assert.Equal(TimeSpan.FromMilliseconds(250), pacer.Now);

        ValueTask<bool> Advanced()
        {
            time.Advance(TimeSpan.FromMilliseconds(20));
            return pacer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_processor_this_machine_lacks_is_named()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        Task loop = LoopThread.RunAsync(() => Task.CompletedTask, processor: 1_000);

        Assert.Contains("processor 1000 (Interaction:LoopProcessor)", (await Assert.ThrowsAsync<InvalidOperationException>(() => loop.WaitAsync(Patience.Limit))).Message, StringComparison.Ordinal);
    }
}
