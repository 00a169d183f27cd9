using System.CommandLine;
using System.Reflection;
using AgentHost.Plugins;
using InteractionCore.Delegation;
using InteractionCore.Model;
using InteractionCore.Plugins;

namespace AgentHost.Commands;

/// <summary>Says which plugins there are and what each brings, or whether each can be loaded and takes its settings.</summary>
internal static class PluginsCommand
{
    /// <summary>What the host looks for, as people call it.</summary>
    private static readonly (Type Service, string Name)[] Contributions =
    [
        (typeof(IInteractionModel), "model"), (typeof(IBackgroundAgentFactory), "agent"), (typeof(IToolSource), "tools"), (typeof(IToolSources), "tools"), (typeof(ISearchProvider), "search"),
        (typeof(ISessionObserver), "observer"), (typeof(IPluginCommand), "command"), (typeof(IHealthReporter), "health"), (typeof(IHostedService), "service"),
    ];

    public static Command Create()
    {
        Option<string?> plugins = CommonOptions.Plugins();
        var list = new Command("list", "The plugins of plugins.json, the version of each, and what it brings.") { plugins };
        list.SetAction(parsed => Run(parsed.GetValue(plugins), verify: false));
        var verify = new Command("verify", "Load every plugin with its settings; exit code 1 when one cannot be used.") { plugins };
        verify.SetAction(parsed => Run(parsed.GetValue(plugins), verify: true));
        return new Command("plugins", "List and verify plugins.") { list, verify };
    }

    private static int Run(string? plugins, bool verify)
    {
        PluginManifest manifest = PluginManifest.Load(plugins);
        int broken = 0;
        foreach (PluginEntry entry in manifest.Plugins)
        {
            var services = new ServiceCollection();
            try
            {
                Assembly assembly = PluginLoader.AddPlugin(services, entry, manifest);
                string brings = string.Join(", ", Contributions.Where(kind => services.Any(service => service.ServiceType == kind.Service)).Select(kind => kind.Name).Distinct(StringComparer.Ordinal).DefaultIfEmpty("nothing the host looks for"));
                Console.WriteLine($"{(verify ? "ok      " : "")}{entry.Id,-12} {assembly.GetName().Name} {assembly.GetName().Version?.ToString(3)}: {brings}");
            }
            catch (Exception exception) when (PluginLoader.Explain(entry, exception) is { } errors)
            {
                broken++;
                foreach (string error in errors)
                {
                    Console.WriteLine($"{(verify ? "BROKEN  " : "")}{entry.Id,-12} {error}");
                }
            }
        }

        Console.WriteLine(broken == 0 ? $"{manifest.Plugins.Count} plugins in {manifest.Path}." : $"{broken} of {manifest.Plugins.Count} plugins cannot be used.");
        return broken == 0 || !verify ? ExitCodes.Ok : ExitCodes.Failed;
    }
}
