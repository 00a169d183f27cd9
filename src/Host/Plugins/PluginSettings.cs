using System.Text;

namespace AgentHost.Plugins;

/// <summary>A plugin's settings as configuration, which tells by its reload token when plugins.json has others.</summary>
internal sealed class PluginSettings : ConfigurationProvider, IConfigurationSource
{
    /// <param name="json">The object that stands behind "settings".</param>
    /// <exception cref="FormatException">It is no object, or names a setting twice.</exception>
    public PluginSettings(string json)
    {
        Json = json;
        Data = Flatten(json);
        Configuration = new ConfigurationBuilder().Add(this).Build();
    }

    /// <summary>The settings as they stand in the file.</summary>
    public string Json { get; private set; }

    /// <summary>What they have to be; null when the plugin does not say, or is not loaded.</summary>
    public SettingsSchema? Schema { get; set; }

    /// <summary>What the plugin gets.</summary>
    public IConfiguration Configuration { get; }

    /// <summary>Becomes what other settings are.</summary>
    /// <returns>False when they are the same.</returns>
    public bool Take(PluginSettings other)
    {
        if (other.Json == Json)
        {
            return false;
        }

        (Json, Data) = (other.Json, other.Data);
        OnReload();
        return true;
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    private static Dictionary<string, string?> Flatten(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return new ConfigurationBuilder().AddJsonStream(stream).Build().AsEnumerable().ToDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
