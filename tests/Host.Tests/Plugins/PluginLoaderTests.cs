using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using AgentHost.Plugins;
using AgentHost.Testing;
using InteractionCore.Model;
using InteractionCore.Plugins;
using Microsoft.Extensions.DependencyInjection;

namespace AgentHost.Tests.Plugins;

/// <summary>Loads the plugins the build put beside the host.</summary>
public sealed class PluginLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_plugin_from_disk_shares_the_contract_types()
    {
        ServiceCollection services = new();
        services.AddSingleton(TimeProvider.System);
        services.AddPlugins(Manifest("""{ "id": "clock", "assembly": "samples/ClockPlugin/ClockPlugin.dll" }"""));

        IToolSource clock = services.BuildServiceProvider().GetRequiredService<IToolSource>();

        Assert.Equal(["get_time", "get_date"], clock.Current.Functions.Select(tool => tool.Name));
    }

    [Fact]
    public void A_plugins_own_libraries_stay_its_own()
    {
        var services = new ServiceCollection();
        services.AddPlugins(Manifest("""{ "id": "model", "assembly": "plugins/OnnxInteraction/OnnxInteraction.dll", "settings": { "model": "x" } }"""));

        Assert.Contains(services, service => service.ServiceType == typeof(IInteractionModel));
        Assert.DoesNotContain(System.Runtime.Loader.AssemblyLoadContext.Default.Assemblies, assembly => assembly.GetName().Name == "Microsoft.ML.OnnxRuntime");
    }

    [Fact]
    public void All_plugins_that_fail_are_named_at_once()
    {
        string notAPlugin = typeof(Xunit.Assert).Assembly.Location.Replace('\\', '/');
        string notAnAssembly = _folder.File("text.dll", "not an assembly").Replace('\\', '/');

        var exception = Assert.Throws<ManifestException>(() => new ServiceCollection().AddPlugins(Manifest(
            $$"""
            { "id": "gone", "assembly": "gone.dll" },
            { "id": "library", "assembly": "{{notAPlugin}}" },
            { "id": "text", "assembly": "{{notAnAssembly}}" },
            { "id": "model", "assembly": "plugins/OnnxInteraction/OnnxInteraction.dll", "settings": { "device": "tpu" } }
            """)));

        Assert.Collection(exception.Errors,
            error => Assert.StartsWith("Plugin 'gone': assembly 'gone.dll' was not found", error, StringComparison.Ordinal),
            error => Assert.EndsWith("has 0 public classes that implement IAgentPlugin; a plugin has exactly one.", error, StringComparison.Ordinal),
            error => Assert.StartsWith("Plugin 'text': ", error, StringComparison.Ordinal),
            error => Assert.StartsWith("Plugin 'model': 'model' is missing", error, StringComparison.Ordinal),
            error => Assert.StartsWith("Plugin 'model': 'device' is 'tpu'", error, StringComparison.Ordinal));
    }

    [Fact]
    public void Plugins_know_the_core_and_neither_the_host_nor_each_other()
    {
        string[] plugins = [.. Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "plugins")).Select(folder => Path.GetFileName(folder)!)];
        Assert.NotEmpty(plugins);

        foreach (string plugin in plugins)
        {
            string[] references = [.. ReferencesOf(Path.Combine(AppContext.BaseDirectory, "plugins", plugin, plugin + ".dll"))];
            Assert.Contains("InteractionCore", references);
            Assert.Empty(references.Intersect([.. plugins, "AgentHost"]));
        }
    }

    public void Dispose() => _folder.Dispose();

    private PluginManifest Manifest(string entries) => PluginManifest.Load(_folder.File("plugins.json", $$"""{ "plugins": [ {{entries}} ] }"""));

    private static IEnumerable<string> ReferencesOf(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        MetadataReader metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
