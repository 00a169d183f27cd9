using System.Text.Json;
using InteractionCore.Plugins;
using McpTools.Commands;
using McpTools.Tools;
using Microsoft.Extensions.Configuration;

namespace McpTools.Settings;

/// <summary>Reads servers from the plugin's settings and from the files these name; collects every error before it gives up.</summary>
/// <param name="environment">The value of an environment variable; null when it is not set.</param>
internal sealed class SettingsReader(PluginContext context, Func<string, string?> environment)
{
    private static readonly string[] KnownSettings = ["mcpServers", "servers", "inputs", "configFiles"];

    private readonly List<string> _errors = [];
    private readonly List<ServerSettings> _servers = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _toolsets = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The files with servers, there or not.</summary>
    public static IReadOnlyList<string> FilesOf(IConfiguration settings, PluginContext context) =>
    [
        .. settings.GetSection("configFiles").GetChildren().Select(file => file.Value).OfType<string>().Where(path => path.Length > 0).Select(context.Resolve),
        context.Resolve(McpFile.Name),
    ];

    /// <exception cref="PluginConfigurationException">Something is wrong; all of it at once.</exception>
    public IReadOnlyList<ServerSettings> Read(IConfiguration settings)
    {
        foreach (IConfigurationSection section in settings.GetChildren().Where(section => !KnownSettings.Contains(section.Key, StringComparer.OrdinalIgnoreCase)))
        {
            _errors.Add($"'{section.Key}' is no setting of this plugin: use {string.Join(", ", KnownSettings)}.");
        }

        ReadServers(settings, context.ContentRoot, context.ContentRoot, place: "");
        foreach (IConfigurationSection file in settings.GetSection("configFiles").GetChildren())
        {
            ReadFile(file.Value is { Length: > 0 } path ? context.Resolve(path) : "");
        }

        if (context.Resolve(McpFile.Name) is var added && File.Exists(added))
        {
            ReadFile(added);
        }

        return _errors.Count == 0 ? _servers : throw new PluginConfigurationException(_errors);
    }

    private void ReadFile(string path)
    {
        if (!File.Exists(path))
        {
            _errors.Add($"'configFiles' names '{path}', and there is no such file. Correct the path; it is relative to plugins.json.");
            return;
        }

        try
        {
            using FileStream json = File.OpenRead(path);
            IConfigurationRoot file = new ConfigurationBuilder().AddJsonStream(json).Build();
            if (!file.GetChildren().Any(section => section.Key is "mcpServers" or "servers"))
            {
                _errors.Add($"{path} has neither \"mcpServers\" nor \"servers\": name the servers in one of them.");
            }

            string folder = Path.GetDirectoryName(path)!;
            string workspace = Path.GetFileName(folder) is ".vscode" or ".cursor" ? Path.GetDirectoryName(folder)! : folder;
            ReadServers(file, workspace, workspace, place: $" in {path}");
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException or JsonException or IOException or UnauthorizedAccessException)
        {
            _errors.Add($"{path} cannot be read: {(exception.InnerException ?? exception).Message} Correct the JSON.");
        }
    }

    private void ReadServers(IConfiguration document, string folder, string workspace, string place)
    {
        var inputs = document.GetSection("inputs").GetChildren()
            .Where(input => input["id"] is { Length: > 0 })
            .DistinctBy(input => input["id"], StringComparer.Ordinal)
            .ToDictionary(input => input["id"]!, input => new Input(input["description"], input["default"]), StringComparer.Ordinal);
        foreach (IConfigurationSection section in document.GetSection("mcpServers").GetChildren().Concat(document.GetSection("servers").GetChildren()))
        {
            var entry = new ServerEntry(section, new Variables(workspace, inputs, environment), folder, error => _errors.Add($"Server '{section.Key}'{place}: {error}"));
            if (!entry.Enabled)
            {
                continue;
            }

            if (!_names.Add(section.Key))
            {
                _errors.Add($"Server '{section.Key}'{place} is there twice: give one of them another name.");
            }
            else if (entry.Read(SafeNames.ForToolset(section.Key, _toolsets)) is { } server)
            {
                _servers.Add(server);
            }
        }
    }
}
