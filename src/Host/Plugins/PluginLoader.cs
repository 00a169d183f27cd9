using System.Reflection;
using InteractionCore.Plugins;

namespace AgentHost.Plugins;

/// <summary>Loads the manifest's plugins and lets them register their services; collects every error before it gives up.</summary>
internal static class PluginLoader
{
    /// <exception cref="ManifestException">Some plugin cannot be loaded or refuses its settings.</exception>
    public static void AddPlugins(this IServiceCollection services, PluginManifest manifest)
    {
        var errors = new List<string>();
        foreach (PluginEntry entry in manifest.Plugins)
        {
            try
            {
                Load(entry, manifest).ConfigureServices(services, entry.Settings, new PluginContext(manifest.Folder, entry.Id));
            }
            catch (PluginConfigurationException exception)
            {
                errors.AddRange(exception.Errors.Select(error => $"Plugin '{entry.Id}': {error}"));
            }
            catch (Exception exception)
            {
                errors.Add($"Plugin '{entry.Id}': {Explain(exception)}");
            }
        }

        if (errors.Count > 0)
        {
            throw new ManifestException(manifest.Path, errors);
        }
    }

    private static IAgentPlugin Load(PluginEntry entry, PluginManifest manifest)
    {
        string[] candidates = [Path.GetFullPath(entry.Assembly, manifest.Folder), Path.GetFullPath(entry.Assembly, AppContext.BaseDirectory)];
        string path = candidates.FirstOrDefault(File.Exists) ?? throw new FileNotFoundException(
            $"assembly '{entry.Assembly}' was not found ({string.Join(", ", candidates.Distinct())}). Build the solution, or correct \"assembly\".");
        Assembly assembly = new PluginLoadContext(path).LoadPlugin();
        Type[] types = [.. assembly.GetExportedTypes().Where(type => typeof(IAgentPlugin).IsAssignableFrom(type) && !type.IsAbstract)];
        if (types.Length != 1)
        {
            throw new InvalidOperationException($"'{path}' has {types.Length} public classes that implement IAgentPlugin; a plugin has exactly one.");
        }

        return (IAgentPlugin)Activator.CreateInstance(types[0])!;
    }

    private static string Explain(Exception exception) => exception switch
    {
        FileNotFoundException or InvalidOperationException => exception.Message,
        BadImageFormatException => $"{exception.Message} Build it for .NET 10.",
        TypeLoadException or ReflectionTypeLoadException or FileLoadException or MissingMethodException =>
            $"it does not fit this host: {exception.Message} Build it against this version of InteractionCore.",
        _ => $"it failed while registering its services: {exception.GetType().Name}: {exception.Message}",
    };
}
