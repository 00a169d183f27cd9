using AgentHost.Plugins;
using AgentHost.Testing;

namespace AgentHost.Tests.Plugins;

public sealed class SettingsSchemaTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Everything_wrong_is_said_with_its_place_the_value_and_what_belongs_there()
    {
        SettingsSchema schema = Schema(
            """
            {
              // What a plugin may say.
              "type": "object", "required": [ "folder" ], "additionalProperties": false,
              "properties": {
                "folder": { "type": "string", "description": "The folder with the notes." },
                "hits": { "type": "integer", "minimum": 1, "maximum": 10 },
                "engine": { "enum": [ "fast", "good" ] },
                "servers": { "type": "array", "items": { "type": "object", "properties": { "port": { "type": "number", "minimum": 1 } } } },
              },
            }
            """);

        Assert.Equal(
            [
                "'folder' is missing: use a text, the folder with the notes.",
                "'Hits' is 2.5: use a whole number from 1 to 10.",
                "'engine' is \"best\": use fast or good.",
                "'servers:1:port' is \"80\": use a number from 1.",
                "'fodler' is unknown: use folder, hits, engine, servers.",
            ],
            schema.Check("""{ "Hits": 2.5, "engine": "best", "servers": [ { "port": 80 }, { "port": "80" } ], "fodler": "x" }"""));
        Assert.Empty(schema.Check("""{ "folder": "x", "hits": 10, "engine": "good", /* none */ "servers": [ { "other": 1 } ] }"""));
    }

    [Theory]
    [InlineData("""{ "properties": { "a": { "oneOf": [] } } }""", "has \"oneOf\", which the host does not check")]
    [InlineData("""{ "items": true }""", "has \"a schema that is no object\"")]
    [InlineData("{", "is not valid JSON")]
    public void A_schema_that_promises_more_than_is_checked_is_refused(string schema, string reason)
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Schema(schema));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_file_that_breaks_one_plugins_schema_changes_no_plugin()
    {
        PluginManifest running = Load("""{ "id": "a", "assembly": "a.dll", "settings": { "x": 1 } }, { "id": "b", "assembly": "b.dll", "settings": { "x": 1 } }""");
        running.Plugins[1].Settings.Schema = Schema("""{ "properties": { "x": { "type": "integer", "maximum": 5 } } }""");

        var exception = Assert.Throws<ManifestException>(() => running.Take(Load("""{ "id": "a", "assembly": "a.dll", "settings": { "x": 2 } }, { "id": "b", "assembly": "b.dll", "settings": { "x": 6 } }""")));
        (IReadOnlyList<string> changed, IReadOnlyList<string> later) = running.Take(Load("""{ "id": "a", "assembly": "other.dll" }, { "id": "b", "assembly": "b.dll", "settings": { "x": 5 } }, { "id": "c", "assembly": "c.dll" }"""));

        Assert.Equal("Plugin 'b': 'x' is 6: use a whole number up to 5.", Assert.Single(exception.Errors));
        Assert.Equal(("1", "5"), (running.Plugins[0].Settings.Configuration["x"], running.Plugins[1].Settings.Configuration["x"]));
        Assert.Equal(["b"], changed);
        Assert.Equal(["'a' has another assembly", "'c' is new"], later);
    }

    public void Dispose() => _folder.Dispose();

    private SettingsSchema Schema(string json)
    {
        _folder.File("Plugin.settings.json", json);
        return SettingsSchema.Beside(Path.Combine(_folder.Path, "Plugin.dll"))!;
    }

    private PluginManifest Load(string entries) => PluginManifest.Load(_folder.File("plugins.json", $$"""{ "plugins": [ {{entries}} ] }"""));
}
