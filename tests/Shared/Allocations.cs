namespace AgentHost.Testing;

/// <summary>What code allocates on its thread.</summary>
internal static class Allocations
{
    private const int Tries = 5;

    /// <summary>
    /// Bytes that an action always allocates: the least of a few runs, the first that allocates nothing being the last. A collection in
    /// the midst of a run counts the rest of the thread's buffer, some kilobytes, as allocated.
    /// </summary>
    public static long Of(Action action)
    {
        long least = long.MaxValue;
        for (int i = 0; i < Tries && least > 0; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
