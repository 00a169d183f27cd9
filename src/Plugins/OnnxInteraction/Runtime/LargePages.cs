using System.Runtime.InteropServices;

namespace OnnxInteraction.Runtime;

/// <summary>
/// Memory that is read from end to end at every step lies better in pages of 2 MB than of 4 KB: the processor looks up fewer addresses,
/// and its own prefetching does not stop at each page's end.
/// </summary>
internal static unsafe partial class LargePages
{
    /// <summary>Bytes, of x64 and of arm64 with small pages of 4 KB.</summary>
    public const int Size = 2 << 20;

    private const int Wanted = 14;      // MADV_HUGEPAGE

    /// <summary>Asks for them. Where the system has none to give, everything goes on with small ones.</summary>
    /// <param name="address">A multiple of <see cref="Size"/>.</param>
    public static void Ask(void* address, nint bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Advise(address, (nuint)bytes, Wanted);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint bytes, int advice);
}
