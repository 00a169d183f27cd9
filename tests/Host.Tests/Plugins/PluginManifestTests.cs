using AgentHost.Plugins;
using AgentHost.Testing;

namespace AgentHost.Tests.Plugins;

public sealed class PluginManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Enabled_entries_are_read_in_order_with_their_settings()
    {
        PluginManifest manifest = Load(
            """
            {
              // Comments and trailing commas are welcome.
              "plugins": [
                { "id": "a", "assembly": "a.dll", "settings": { "model": "models/x" } },
                { "id": "off", "assembly": "off.dll", "enabled": false },
                { "id": "b", "assembly": "b.dll" },
              ]
            }
            """);

        Assert.Equal(["a", "b"], manifest.Plugins.Select(plugin => plugin.Id));
        Assert.Equal("models/x", manifest.Plugins[0].Settings.Configuration["model"]);
    }

    [Fact]
    public void Every_error_is_reported_at_once()
    {
        var exception = Assert.Throws<ManifestException>(() => Load(
            """
            { "plugins": [ { "id": "a" }, { "assembly": "b.dll" }, { "id": "a", "assembly": "c.dll", "enable": true }, { "id": "d", "assembly": "d.dll", "enabled": "yes" }, 7 ] }
            """));

        Assert.Equal(
            [
                "Plugin 'a' has no \"assembly\": name the plugin's .dll.",
                "plugins[1] has no \"id\": give it a name of its own.",
                "Plugin 'a' is there twice: give one of them another \"id\".",
                "Plugin 'a' has an unknown field \"enable\": use id, assembly, enabled, settings.",
                "Plugin 'd': \"enabled\" is \"yes\"; use true or false.",
                "plugins[4] is 7; an entry is an object with \"id\" and \"assembly\".",
            ],
            exception.Errors);
    }

    [Fact]
    public void Invalid_json_is_named_with_its_place()
    {
        var exception = Assert.Throws<ManifestException>(() => Load("""{ "plugins": [ }"""));

        Assert.Contains("It is not valid JSON", exception.Message, StringComparison.Ordinal);
        Assert.Contains("LineNumber: 0", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{ "plugins": {} }""")]
    public void A_file_without_a_list_is_refused(string json) =>
        Assert.Contains("has no \"plugins\"", Assert.Throws<ManifestException>(() => Load(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_missing_file_says_where_it_was_looked_for()
    {
        string path = Path.Combine(_folder.Path, "none.json");

        var exception = Assert.Throws<ManifestException>(() => PluginManifest.Load(path));

        Assert.StartsWith(path, exception.Message, StringComparison.Ordinal);
        Assert.Contains("--plugins", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private PluginManifest Load(string json) => PluginManifest.Load(_folder.File("plugins.json", json));
}
