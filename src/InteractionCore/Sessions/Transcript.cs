using System.Text;

namespace InteractionCore.Sessions;

public enum Speaker
{
    User,
    Model,
}

/// <summary>A stretch of one speaker's words.</summary>
/// <param name="StartMs">When its first word was heard (model) or had ended (user), in ms since the session's start.</param>
public sealed record TranscriptEntry(Speaker Speaker, string Text, long StartMs)
{
    /// <summary>The same of its last word.</summary>
    public long EndMs { get; init; } = StartMs;
}

/// <summary>
/// What was said and what was truly heard: when the model yields, its words that were not played are taken back. Written by the
/// router; a snapshot may be taken from any thread.
/// </summary>
internal sealed class Transcript
{
    /// <summary>Words of one speaker closer together than this belong to one entry.</summary>
    private const long GapMs = 1_500;

    /// <summary>Words kept; older ones leave.</summary>
    public const int MaxWords = 2_000;

    private readonly Lock _lock = new();
    private readonly List<(Speaker Speaker, string Text, long TimeMs)> _words = [];

    public int WordCount
    {
        get
        {
            lock (_lock)
            {
                return _words.Count;
            }
        }
    }

    /// <param name="text">Words with their leading space, as the model decodes them.</param>
    public void Add(Speaker speaker, string text, long timeMs)
    {
        lock (_lock)
        {
            if (_words.Count == MaxWords)
            {
                _words.RemoveRange(0, MaxWords / 4);
            }

            _words.Add((speaker, text, timeMs));
        }
    }

    /// <summary>Takes back the model's words whose sound begins after <paramref name="playedMs"/>, up to <paramref name="untilMs"/>.</summary>
    public void TruncateModel(long playedMs, long untilMs = long.MaxValue)
    {
        lock (_lock)
        {
            _words.RemoveAll(word => word.Speaker is Speaker.Model && word.TimeMs > playedMs && word.TimeMs <= untilMs);
        }
    }

    /// <summary>The user's words after a moment.</summary>
    /// <param name="lastMs">The moment of the last of them; <paramref name="sinceMs"/> when there are none.</param>
    public string UserSince(long sinceMs, out long lastMs)
    {
        var said = new StringBuilder();
        lastMs = sinceMs;
        lock (_lock)
        {
            foreach ((Speaker speaker, string text, long timeMs) in _words)
            {
                if (speaker is Speaker.User && timeMs > sinceMs)
                {
                    said.Append(text);
                    lastMs = Math.Max(lastMs, timeMs);
                }
            }
        }

        return said.ToString().Trim();
    }

    public IReadOnlyList<TranscriptEntry> Snapshot()
    {
        var entries = new List<TranscriptEntry>();
        lock (_lock)
        {
            var text = new StringBuilder();
            long startMs = 0;
            for (int i = 0; i < _words.Count; i++)
            {
                (Speaker speaker, string word, long timeMs) = _words[i];
                startMs = text.Length == 0 ? timeMs : startMs;
                text.Append(word);
                bool ends = i + 1 == _words.Count || _words[i + 1].Speaker != speaker || _words[i + 1].TimeMs - timeMs > GapMs;
                if (ends)
                {
                    entries.Add(new TranscriptEntry(speaker, text.ToString().Trim(), startMs) { EndMs = timeMs });
                    text.Clear();
                }
            }
        }

        return entries;
    }
}
