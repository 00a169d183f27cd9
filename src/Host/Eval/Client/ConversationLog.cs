using System.Text.Json;
using AgentHost.Eval.Scoring;
using InteractionCore.Injections;
using InteractionCore.Sessions;

namespace AgentHost.Eval.Client;

/// <summary>Collects a session's events while they come, and tells in the end what the user lived through. Thread-safe.</summary>
internal sealed class ConversationLog
{
    /// <summary>How long a word lasts at most, for where only its start is known.</summary>
    private const long LongestWordMs = 500;

    /// <summary>How far a word's time may be from its sound: one turn and some jitter.</summary>
    private const long OnsetToleranceMs = 300;

    private readonly Lock _lock = new();
    private readonly List<ReceivedEvent> _events = [];
    private readonly List<long> _wordArrivals = [];
    private readonly Queue<(string Id, long ArrivalMs)> _unanswered = [];
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly List<(string Type, int Count, TaskCompletionSource Done)> _waiting = [];
    private bool _ended;

    /// <summary>Whether the host's agent is at work.</summary>
    public bool AgentWorks
    {
        get
        {
            lock (_lock)
            {
                return _open.Count > 0;
            }
        }
    }

    public IReadOnlyList<ReceivedEvent> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    public void Add(ReceivedEvent received)
    {
        lock (_lock)
        {
            _events.Add(received);
            switch (received.Event)
            {
                case OutputTranscript said:
                    _wordArrivals.AddRange(Enumerable.Repeat(received.ArrivalMs, SpokenWords.Of(said.Text).Length));
                    break;
                case DelegationCreated created:
                    _unanswered.Enqueue((created.DelegationId, received.ArrivalMs));
                    _open.Add(created.DelegationId);
                    break;
                case DelegationUpdated { Update.Status: not DelegationStatus.Running } ended:
                    _open.Remove(ended.DelegationId);
                    break;
            }

            _counts[received.Type] = _counts.GetValueOrDefault(received.Type) + 1;
            foreach ((string _, int _, TaskCompletionSource done) in _waiting.Where(wait => _counts.GetValueOrDefault(wait.Type) >= wait.Count))
            {
                done.TrySetResult();
            }

            _waiting.RemoveAll(wait => wait.Done.Task.IsCompleted);
        }
    }

    /// <summary>Ends when the host has sent that many events of a type, counted from the session's start.</summary>
    /// <exception cref="LiveClientException">The session ended before.</exception>
    public Task ReceivedAsync(string type, int count, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_counts.GetValueOrDefault(type) >= count)
            {
                return Task.CompletedTask;
            }

            if (_ended)
            {
                return Task.FromException(NoMore(type));
            }

            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((type, count, done));
            return done.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>No event will come any more.</summary>
    public void End()
    {
        lock (_lock)
        {
            _ended = true;
            foreach ((string type, int _, TaskCompletionSource done) in _waiting)
            {
                done.TrySetException(NoMore(type));
            }
        }
    }

    private static LiveClientException NoMore(string type) => new($"The host ended the session before it sent {type}.");

    /// <summary>When the model's n-th word came, counted from 1; null while it has not.</summary>
    public long? WordArrival(int number)
    {
        lock (_lock)
        {
            return number <= _wordArrivals.Count ? _wordArrivals[number - 1] : null;
        }
    }

    /// <summary>Takes the first delegation that came before <paramref name="untilMs"/>; null for none.</summary>
    public string? TakeDelegation(long untilMs)
    {
        lock (_lock)
        {
            return _unanswered.TryPeek(out var first) && first.ArrivalMs <= untilMs ? _unanswered.Dequeue().Id : null;
        }
    }

    public Conversation Build(IReadOnlyList<Stretch> user, long durationMs)
    {
        IReadOnlyList<ReceivedEvent> events = Events;
        Playback playback = Play(events);
        IReadOnlyList<Stretch> speech = playback.Speech();
        List<TimedWord> said = AtOnsets(Words(events, playback, murmurs: false), speech), murmured = AtOnsets(Words(events, playback, murmurs: true), speech);
        var turns = new TurnStatistics();
        foreach (TurnTimed turn in events.Select(item => item.Event).OfType<TurnTimed>())
        {
            turns.Add(TimeSpan.FromMilliseconds(turn.ElapsedMs), turn.Late);
        }

        return new Conversation
        {
            User = user,
            Said = said,
            Murmured = murmured,
            Speech = playback.IsSilent ? Overlap.Join([.. said.Select(word => new Stretch(word.StartMs, word.EndMs))], LongestWordMs) : speech,
            Heard = string.Concat(events.Select(item => item.Event).OfType<InputTranscript>().Select(heard => heard.Text)).Trim(),
            Tasks = [.. events.Select(item => item.Event).OfType<DelegationCreated>().Select(created => created.Task)],
            TaskTimes = [.. events.Where(item => item.Event is DelegationCreated).Select(item => item.ArrivalMs)],
            Calls = [.. events.Select(item => item.Event).OfType<DelegationUpdated>().Where(updated => updated.Update is { Tool: not null, Arguments: not null }).Select(Call)],
            Yields = [.. events.Where(item => item.Event is OutputCleared).Select(item => item.ArrivalMs)],
            DurationMs = durationMs,
            Turns = turns,
            Errors = [.. events.Select(item => item.Error).OfType<string>()],
        };
    }

    public static Playback Play(IReadOnlyList<ReceivedEvent> events)
    {
        var playback = new Playback();
        foreach (ReceivedEvent received in events)
        {
            switch (received.Event)
            {
                case AudioDelta audio:
                    playback.Add(received.ArrivalMs, audio.StartMs, audio.Chunk.Samples);
                    break;
                case OutputCleared:
                    playback.Clear(received.ArrivalMs);
                    break;
            }
        }

        return playback;
    }

    /// <summary>
    /// A host writes down a word's time when it decides to say it; its sound may begin a little off. The first word of each stretch of
    /// speech therefore begins with the stretch, as a listener would say.
    /// </summary>
    public static List<TimedWord> AtOnsets(List<TimedWord> words, IReadOnlyList<Stretch> speech)
    {
        long taken = long.MinValue;
        foreach (Stretch stretch in speech)
        {
            int first = words.FindIndex(word => word.StartMs > taken && word.StartMs >= stretch.StartMs - OnsetToleranceMs);
            if (first >= 0 && words[first].StartMs < stretch.EndMs)
            {
                words[first] = words[first] with { StartMs = Math.Abs(words[first].StartMs - stretch.StartMs) <= OnsetToleranceMs ? stretch.StartMs : words[first].StartMs };
            }

            taken = stretch.EndMs;
        }

        return words;
    }

    private static List<TimedWord> Words(IReadOnlyList<ReceivedEvent> events, Playback playback, bool murmurs)
    {
        List<TimedWord> words = [];
        foreach (OutputTranscript transcript in events.Select(item => item.Event).OfType<OutputTranscript>().Where(transcript => transcript.Backchannel == murmurs))
        {
            if (playback.HeardAt(transcript.StartMs, transcript.TimeMs) is { } heardAt)
            {
                words.AddRange(SpokenWords.Of(transcript.Text).Select(word => new TimedWord(word, heardAt, heardAt + LongestWordMs)));
            }
        }

        // A word ends where the next begins.
        for (int i = 0; i + 1 < words.Count; i++)
        {
            words[i] = words[i] with { EndMs = Math.Clamp(words[i + 1].StartMs, words[i].StartMs, words[i].EndMs) };
        }

        return words;
    }

    private static TimedCall Call(DelegationUpdated updated)
    {
        using JsonDocument arguments = JsonDocument.Parse(updated.Update.Arguments!);
        return new TimedCall(updated.TimeMs, new ToolCall(updated.Update.Tool!, arguments.RootElement.Clone()));
    }
}
