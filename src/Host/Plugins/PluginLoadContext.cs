using System.Reflection;
using System.Runtime.Loader;
using InteractionCore.Plugins;

namespace AgentHost.Plugins;

/// <summary>
/// A plugin's own set of assemblies. The contract assembly, hosted services, and all these are made of are shared with the host,
/// so that types agree; everything else a plugin brings stays its own, in its own version.
/// </summary>
internal sealed class PluginLoadContext(string assemblyPath) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(assemblyPath))
{
    private static readonly HashSet<string> Shared = ContractAssemblies();

    private readonly AssemblyDependencyResolver _resolver = new(assemblyPath);

    public Assembly LoadPlugin() => LoadFromAssemblyPath(assemblyPath);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string? path = Shared.Contains(assemblyName.Name!) ? null : _resolver.ResolveAssemblyToPath(assemblyName);
        return path is null ? null : LoadFromAssemblyPath(path);
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        string? path = _resolver.ResolveUnmanagedDllToPath(unmanagedDllName);
        return path is null ? 0 : LoadUnmanagedDllFromPath(path);
    }

    private static HashSet<string> ContractAssemblies()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<Assembly>([typeof(IAgentPlugin).Assembly, typeof(IHostedService).Assembly]);
        while (open.TryDequeue(out Assembly? assembly))
        {
            if (names.Add(assembly.GetName().Name!))
            {
                foreach (AssemblyName reference in assembly.GetReferencedAssemblies())
                {
                    open.Enqueue(Default.LoadFromAssemblyName(reference));
                }
            }
        }

        return names;
    }
}
