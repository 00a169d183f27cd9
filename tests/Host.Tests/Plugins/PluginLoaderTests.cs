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
    public void A_plugin_built_against_another_contract_is_refused_with_the_file_the_type_and_the_next_move()
    {
        // The clock, whose metadata is made to ask for a type of the same length that the contract never had.
        byte[] bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "samples", "ClockPlugin", "ClockPlugin.dll"));
        "IToolSauce2"u8.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf("IToolSource\0"u8)));
        string path = Path.Combine(_folder.Path, "OldClock.dll");
        File.WriteAllBytes(path, bytes);

        var exception = Assert.Throws<ManifestException>(() => new ServiceCollection().AddPlugins(Manifest($$"""{ "id": "old", "assembly": "{{path}}" }""")));

        string error = Assert.Single(exception.Errors);
        Assert.StartsWith($"Plugin 'old': '{path}' was built against InteractionCore 0.1.0 and uses the type InteractionCore.Plugins.IToolSauce2, which this host's 0.1.0 does not have.", error, StringComparison.Ordinal);
        Assert.EndsWith("Build it against this version of InteractionCore.", error, StringComparison.Ordinal);
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
