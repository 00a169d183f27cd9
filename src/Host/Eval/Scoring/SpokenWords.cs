using System.Text.Json.Serialization;

namespace AgentHost.Eval.Scoring;

/// <summary>Words as they are compared: lower case, without punctuation; hyphens separate.</summary>
internal static class SpokenWords
{
    private static readonly char[] Punctuation = ['.', ',', '?', '!', ':', ';', '"', '(', ')', '\'', '’'];

    public static string[] Of(string text) =>
    [
        .. text.ToLowerInvariant().Replace('-', ' ').Replace('’', '\'').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Trim(Punctuation)).Where(word => word.Length > 0),
    ];
}

/// <summary>A word and when it is heard, in ms.</summary>
internal readonly record struct TimedWord(string Text, long StartMs, long EndMs);

/// <summary>A stretch of time, in ms.</summary>
internal readonly record struct Stretch(long StartMs, long EndMs)
{
    [JsonIgnore]
    public long LengthMs => EndMs - StartMs;

    public bool Contains(long timeMs) => timeMs >= StartMs && timeMs < EndMs;
}
