using System.Diagnostics;
using InteractionCore.Delegation;
using InteractionCore.Model;
using InteractionCore.Sessions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AgentHost.Load;

/// <summary>
/// Lets live sessions of the real model into a host of their own, in real time, until it refuses or there are enough, holds them, and
/// says how their turns ran meanwhile.
/// </summary>
/// <param name="most">Sessions to let in at most.</param>
internal sealed class LoadRun(IInteractionModel model, InteractionOptions options, InteractionMetrics metrics, int most, TimeProvider time)
{
    private static readonly TimeSpan BetweenArrivals = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BetweenReports = TimeSpan.FromSeconds(1);

    /// <param name="sound">What each of them says, at the model's input rate, beginning at another moment.</param>
    /// <param name="hold">How long they stay together.</param>
    /// <param name="report">Called about once a second.</param>
    /// <param name="cancellationToken">Ends the run early: what was measured until then is the result.</param>
    public async Task<LoadResult> RunAsync(float[] sound, TimeSpan hold, Action<LiveStatus> report, CancellationToken cancellationToken)
    {
        options.MaxSessions = most;
        var host = new LiveHost(model, new NoAgent(), [], Options.Create(options), metrics, time, NullLoggerFactory.Instance);
        using var stop = new CancellationTokenSource();
        using var leave = new CancellationTokenSource();
        Task loop = host.RunAsync(stop.Token);
        await using ITimer reporting = time.CreateTimer(_ => report(host.Status()), state: null, BetweenReports, BetweenReports);
        List<Task<SessionSummary>> sessions = [];
        Refusal? refusal = null;
        var random = new Random(1);
        long heapBefore = Environment.WorkingSet;
        var held = new TurnStatistics();
        TimeSpan cpuBefore = Process.GetCurrentProcess().TotalProcessorTime;
        long holding = time.GetTimestamp();
        try
        {
            while (sessions.Count < most && host.TryCreate(new SessionSettings { ClientDelegation = true }, out refusal) is { } session)
            {
                var client = new LoadClient(sound, random.Next(sound.Length), leave.Token, time);
                sessions.Add(Task.Run(() => session.RunAsync(client, stop.Token), CancellationToken.None));
                // As people come: one after another, so that steps are measured before the next is let in; in a crowd, a few at once.
                await Task.Delay(BetweenArrivals / Math.Max(1, sessions.Count / 16), time, cancellationToken);
            }

            held = host.Turns.Copy();
            cpuBefore = Process.GetCurrentProcess().TotalProcessorTime;
            holding = time.GetTimestamp();
            await Task.Delay(hold, time, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What there is counts.
        }

        TimeSpan elapsed = time.GetElapsedTime(holding), cpu = Process.GetCurrentProcess().TotalProcessorTime - cpuBefore;
        var result = new LoadResult(sessions.Count, elapsed, TurnTimes.Of(host.Turns.Since(held)), model.Layout.TurnDuration, refusal,
            cpu / elapsed / Environment.ProcessorCount, (Environment.WorkingSet - heapBefore) / Math.Max(1, sessions.Count), host.Status().Cache, cancellationToken.IsCancellationRequested);
        await leave.CancelAsync();
        await Task.WhenAll(sessions);
        await stop.CancelAsync();
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return result;
    }

    /// <summary>Delegations go to the client, which leaves them alone.</summary>
    private sealed class NoAgent : IBackgroundAgentFactory, IBackgroundAgent
    {
        public AgentDescription Description { get; } = new("none", "none", null);

        public IBackgroundAgent Create() => this;

        public IAsyncEnumerable<ChatResponseUpdate> RunAsync(AgentRun run, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}

/// <summary>How a load ran.</summary>
/// <param name="Sessions">Sessions that lived together.</param>
/// <param name="Held">For how long.</param>
/// <param name="Turns">Their turns in that time.</param>
/// <param name="Budget">What a turn has.</param>
/// <param name="Refusal">Why no more were let in; null when there were enough.</param>
/// <param name="Processor">The part of all processors this process used.</param>
/// <param name="BytesPerSession">Resident memory that came with each.</param>
/// <param name="Stopped">Whether it was ended early.</param>
internal sealed record LoadResult(
    int Sessions, TimeSpan Held, TurnTimes Turns, TimeSpan Budget, Refusal? Refusal, double Processor, long BytesPerSession, CacheUse Cache, bool Stopped)
{
    private const double MostLate = .001;

    /// <summary>Whether turns were in time: p99 within the budget, and at most one in a thousand late.</summary>
    public bool InTime => Turns.Count > 0 && Turns.P99Ms < Budget.TotalMilliseconds && Turns.Late <= MostLate * Turns.Count;
}
