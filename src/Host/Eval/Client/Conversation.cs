using System.Text.Json.Serialization;
using AgentHost.Eval.Scoring;
using InteractionCore.Sessions;

namespace AgentHost.Eval.Client;

/// <summary>One session as the user lived it. All times are ms on the client's clock, which starts with the session.</summary>
internal sealed record Conversation
{
    /// <summary>Where the user's parts lie; fewer than the scenario has when the model never said what they waited for.</summary>
    public required IReadOnlyList<Stretch> User { get; init; }

    /// <summary>Words of the model that were heard, murmurs apart.</summary>
    public required IReadOnlyList<TimedWord> Said { get; init; }

    /// <summary>Words of the model that it marked as not taking the floor.</summary>
    public required IReadOnlyList<TimedWord> Murmured { get; init; }

    /// <summary>When the model was audible.</summary>
    public required IReadOnlyList<Stretch> Speech { get; init; }

    /// <summary>What the model says it heard.</summary>
    public required string Heard { get; init; }

    public required IReadOnlyList<string> Tasks { get; init; }

    /// <summary>The agent's tool calls, and when they were told.</summary>
    public required IReadOnlyList<TimedCall> Calls { get; init; }

    /// <summary>When the model gave way.</summary>
    public required IReadOnlyList<long> Yields { get; init; }

    public required long DurationMs { get; init; }

    /// <summary>Durations of the host's turns by its own account.</summary>
    public required TurnStatistics Turns { get; init; }

    /// <summary>What the host complained about.</summary>
    public required IReadOnlyList<string> Errors { get; init; }

    /// <summary>All of the model's words, murmurs too.</summary>
    [JsonIgnore]
    public IReadOnlyList<TimedWord> AllWords => [.. Said.Concat(Murmured).OrderBy(word => word.StartMs)];

    /// <summary>When each of <see cref="Tasks"/> was handed on.</summary>
    public IReadOnlyList<long> TaskTimes { get; init; } = [];

    public bool Says(string phrase, long fromMs) => TimeOf(phrase, fromMs) is not null;

    /// <summary>When the model first says words in a row; null when it does not.</summary>
    public long? TimeOf(string phrase, long fromMs)
    {
        string[] wanted = SpokenWords.Of(phrase);
        TimedWord[] said = [.. Said.Where(word => word.StartMs >= fromMs)];
        for (int first = 0; first + wanted.Length <= said.Length && wanted.Length > 0; first++)
        {
            if (said.Skip(first).Take(wanted.Length).Select(word => word.Text).SequenceEqual(wanted, StringComparer.Ordinal))
            {
                return said[first].StartMs;
            }
        }

        return null;
    }
}

internal sealed record TimedCall(long AtMs, ToolCall Call);
