namespace AgentHost.Samples.Pronunciation;

/// <summary>Words as the model hears them: small letters, without signs.</summary>
internal static class Spoken
{
    private static readonly HashSet<string> Murmurs = new(["um", "uh", "mm", "mhm", "huh", "okay", "yes", "yeah"], StringComparer.Ordinal);

    public static IReadOnlyList<string> Words(string text) =>
        [.. text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim('.', ',', ';', ':', '!', '?', '"', '“', '”', '(', ')')).Where(word => word.Length > 0)];

    /// <summary>Whether people say it between words.</summary>
    public static bool IsMurmur(string word) => Murmurs.Contains(word);
}
