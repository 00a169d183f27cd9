using System.Collections.Concurrent;
using InteractionCore.Injections;
using InteractionCore.Plugins;
using Microsoft.Extensions.Logging;

namespace InteractionCore.Sessions.Observers;

/// <summary>The host's observers, and what they follow now. Thread-safe.</summary>
internal sealed class ObserverDesk
{
    private readonly (ISessionObserver Observer, Tally Tally)[] _observers;
    private readonly ConcurrentDictionary<Observation, Task> _running = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public ObserverDesk(IEnumerable<ISessionObserver> observers, TimeProvider time, ILogger logger) =>
        (_observers, _time, _logger) = ([.. observers.Select(observer => (observer, new Tally()))], time, logger);

    /// <summary>Has every observer follow a session that begins.</summary>
    /// <param name="inject">Their way into it.</param>
    /// <param name="ended">Cancelled when it has ended.</param>
    public IReadOnlyList<Observation> Follow(string session, Func<Injection, CancellationToken, ValueTask> inject, CancellationToken ended)
    {
        if (_observers.Length == 0)
        {
            return [];
        }

        DateTimeOffset now = _time.GetUtcNow();
        var observations = new Observation[_observers.Length];
        for (int i = 0; i < observations.Length; i++)
        {
            (ISessionObserver observer, Tally tally) = _observers[i];
            Observation observation = observations[i] = new Observation(observer, new ObservedSession(session, now, inject, ended), _time, _logger);
            // Added before it runs, as it takes itself out.
            var run = new Task<Task>(() => RunAsync(observation, tally));
            _running[observation] = run.Unwrap();
            run.Start(TaskScheduler.Default);
        }

        return observations;
    }

    /// <summary>Completes when no observer follows a session that was there when it was asked.</summary>
    public Task WhenDone() => Task.WhenAll(_running.Values);

    /// <summary>How each observer does.</summary>
    public IEnumerable<HealthReport> Reports() => _observers.Select(one => one.Tally.Report(one.Observer.Name));

    private async Task RunAsync(Observation observation, Tally tally)
    {
        string? problem = await observation.RunAsync();
        tally.Add(problem, observation.Missed);
        _running.TryRemove(observation, out _);
    }

    /// <summary>What an observer did wrong since the host's start.</summary>
    private sealed class Tally
    {
        private readonly Lock _lock = new();
        private string? _last;
        private int _problems;
        private long _missed;

        public void Add(string? problem, long missed)
        {
            lock (_lock)
            {
                (_last, _problems, _missed) = (problem ?? _last, _problems + (problem is null ? 0 : 1), _missed + missed);
            }
        }

        public HealthReport Report(string observer)
        {
            lock (_lock)
            {
                string missed = _missed == 0 ? "" : $"{_missed} events were too many for it; ";
                return new HealthReport($"Observer {observer}", _problems + _missed == 0 ? Health.Ok : Health.Limited,
                    _problems == 0 ? $"{missed}{(_missed == 0 ? "follows every session" : "make it faster")}" : $"{missed}it went wrong in {_problems} sessions. The last: {_last}");
            }
        }
    }
}
