using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace AgentHost.Bench.Decoders.Peers;

/// <summary>Native libraries that lie elsewhere than beside the program.</summary>
internal static class NativeLibraries
{
    private static readonly ConcurrentDictionary<string, nint> Loaded = new(StringComparer.Ordinal);

    static NativeLibraries() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, (name, _, _) => Loaded.GetValueOrDefault(name));

    public static void Add(string name, nint library) => Loaded[name] = library;
}
