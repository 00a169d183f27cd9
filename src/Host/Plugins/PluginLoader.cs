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
                AddPlugin(services, entry, manifest);
            }
            catch (Exception exception)
            {
                errors.AddRange(Explain(entry, exception));
            }
        }

        if (errors.Count > 0)
        {
            throw new ManifestException(manifest.Path, errors);
        }
    }

    /// <summary>Loads one plugin and lets it register its services.</summary>
    /// <returns>Its assembly.</returns>
    public static Assembly AddPlugin(IServiceCollection services, PluginEntry entry, PluginManifest manifest)
    {
        IAgentPlugin plugin = Load(entry, manifest);
        plugin.ConfigureServices(services, entry.Settings.Configuration, new PluginContext(manifest.Folder, entry.Id));
        return plugin.GetType().Assembly;
    }

    /// <summary>Why a plugin cannot be used, in words for a person, each with the next move.</summary>
    public static IReadOnlyList<string> Explain(PluginEntry entry, Exception exception) =>
        exception is PluginConfigurationException configuration
            ? [.. configuration.Errors.Select(error => $"Plugin '{entry.Id}': {error}")]
            : [$"Plugin '{entry.Id}': {Explain(exception)}"];

    private static IAgentPlugin Load(PluginEntry entry, PluginManifest manifest)
    {
        string[] candidates = [Path.GetFullPath(entry.Assembly, manifest.Folder), Path.GetFullPath(entry.Assembly, AppContext.BaseDirectory)];
        string path = candidates.FirstOrDefault(File.Exists) ?? throw new FileNotFoundException(
            $"assembly '{entry.Assembly}' was not found ({string.Join(", ", candidates.Distinct())}). Build the solution, or correct \"assembly\".");
        if (ContractCheck.VersionOf(path, out IReadOnlyList<string> missing) is { } version && missing.Count > 0)
        {
            throw new InvalidOperationException(
                $"'{path}' was built against InteractionCore {version.ToString(3)} and uses {string.Join(", ", missing)}, which this host's {ContractCheck.HostVersion.ToString(3)} does not have. "
                + "Build it against this version of InteractionCore.");
        }

        entry.Settings.Schema = SettingsSchema.Beside(path);
        if (entry.Settings.Schema?.Check(entry.Settings.Json) is { Count: > 0 } errors)
        {
            throw new PluginConfigurationException(errors);
        }

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
