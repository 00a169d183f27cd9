namespace McpTools.Connections;

/// <summary>How long to wait before the next attempt: 1, 2, 4, ... 32 s, then 60 s for as long as it takes.</summary>
internal static class Backoff
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>A connection that lasted this long had no part in the failures before it.</summary>
    public static readonly TimeSpan Stable = TimeSpan.FromSeconds(60);

    /// <param name="failures">Failures in a row, at least 1.</param>
    public static TimeSpan After(int failures) => failures > 6 ? Longest : TimeSpan.FromSeconds(1 << (failures - 1));
}
