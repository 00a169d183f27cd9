using System.Text.Json;
using InteractionCore.Plugins;

namespace AgentHost.Plugins;

/// <summary>One entry of plugins.json.</summary>
/// <param name="Id">Its name, unique in the file.</param>
/// <param name="Assembly">Path of the plugin's assembly, relative to plugins.json or to the host's folder.</param>
/// <param name="Settings">What the plugin is configured with.</param>
internal sealed record PluginEntry(string Id, string Assembly, PluginSettings Settings);

/// <summary>plugins.json cannot be used; each error names the entry, the value and the next move.</summary>
internal sealed class ManifestException(string path, IReadOnlyList<string> errors)
    : SetupException($"{path} has {(errors.Count == 1 ? "an error" : $"{errors.Count} errors")}:\n{string.Join('\n', errors.Select(error => "  - " + error.ReplaceLineEndings("\n    ")))}")
{
    public IReadOnlyList<string> Errors { get; } = errors;
}

/// <summary>The file plugins.json: which plugins the host loads, and their settings.</summary>
internal sealed class PluginManifest
{
    public const string FileName = "plugins.json";

    /// <summary>How the files of this folder are read: comments and trailing commas are fine.</summary>
    public static JsonDocumentOptions Lenient { get; } = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static readonly string[] EntryFields = ["id", "assembly", "enabled", "settings"];

    private PluginManifest(string path, IReadOnlyList<PluginEntry> plugins) => (Path, Plugins) = (path, plugins);

    public string Path { get; }

    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>The enabled entries, in the file's order.</summary>
    public IReadOnlyList<PluginEntry> Plugins { get; }

    /// <summary>Reads the named file, or the nearest plugins.json: here, in a folder above, or beside the host.</summary>
    /// <exception cref="ManifestException">There is none, or it is wrong.</exception>
    public static PluginManifest Load(string? path)
    {
        string file = path is not null ? System.IO.Path.GetFullPath(path) : Find();
        if (!File.Exists(file))
        {
            throw new ManifestException(file, [$"The file was not found. Name another with --plugins, or run in a folder that has a {FileName}."]);
        }

        using JsonDocument document = Parse(file);
        return new PluginManifest(file, ReadEntries(file, document.RootElement));
    }

    /// <summary>Gives the loaded plugins the settings that a newer reading of the file has for them.</summary>
    /// <returns>Whose settings have changed, and what it takes a restart to change.</returns>
    /// <exception cref="ManifestException">Some are wrong by their plugin's schema; then nobody gets any.</exception>
    public (IReadOnlyList<string> Changed, IReadOnlyList<string> AfterRestart) Take(PluginManifest newer)
    {
        string[] errors = [.. newer.Plugins.SelectMany(now => Plugins.FirstOrDefault(entry => entry.Id == now.Id)?.Settings.Schema?.Check(now.Settings.Json).Select(error => $"Plugin '{now.Id}': {error}") ?? [])];
        if (errors.Length > 0)
        {
            throw new ManifestException(Path, errors);
        }

        var changed = new List<string>();
        var restart = new List<string>();
        foreach (PluginEntry entry in Plugins)
        {
            PluginEntry? now = newer.Plugins.FirstOrDefault(other => other.Id == entry.Id);
            if (now is null)
            {
                restart.Add($"'{entry.Id}' is gone or disabled");
            }
            else if (now.Assembly != entry.Assembly)
            {
                restart.Add($"'{entry.Id}' has another assembly");
            }
            else if (entry.Settings.Take(now.Settings))
            {
                changed.Add(entry.Id);
            }
        }

        restart.AddRange(newer.Plugins.Where(other => Plugins.All(entry => entry.Id != other.Id)).Select(other => $"'{other.Id}' is new"));
        return (changed, restart);
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(Directory.GetCurrentDirectory()); folder is not null; folder = folder.Parent)
        {
            string candidate = System.IO.Path.Combine(folder.FullName, FileName);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        return System.IO.Path.Combine(AppContext.BaseDirectory, FileName);
    }

    private static JsonDocument Parse(string file)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(file), Lenient);
        }
        catch (JsonException exception)
        {
            throw new ManifestException(file, [$"It is not valid JSON: {exception.Message}"]);
        }
    }

    private static List<PluginEntry> ReadEntries(string file, JsonElement root)
    {
        if (root.ValueKind is not JsonValueKind.Object || !root.TryGetProperty("plugins", out JsonElement list) || list.ValueKind is not JsonValueKind.Array)
        {
            throw new ManifestException(file, ["It has no \"plugins\": [ ... ]. See docs/plugins.md for its form."]);
        }

        var entries = new List<PluginEntry>();
        var errors = new List<string>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        int index = -1;
        foreach (JsonElement entry in list.EnumerateArray())
        {
            string name = $"plugins[{++index}]";
            if (entry.ValueKind is not JsonValueKind.Object)
            {
                errors.Add($"{name} is {entry.GetRawText()}; an entry is an object with \"id\" and \"assembly\".");
                continue;
            }

            string? id = Text(entry, "id"), assembly = Text(entry, "assembly");
            name = id is null ? name : $"Plugin '{id}'";
            errors.AddRange(CheckEntry(entry, name, id, assembly, ids));
            bool enabled = !entry.TryGetProperty("enabled", out JsonElement flag) || flag.ValueKind is not JsonValueKind.False;
            if (id is not null && assembly is not null && enabled)
            {
                entries.Add(new PluginEntry(id, assembly, ReadSettings(entry, problem => errors.Add($"{name}: {problem}"))));
            }
        }

        return errors.Count == 0 ? entries : throw new ManifestException(file, errors);
    }

    private static PluginSettings ReadSettings(JsonElement entry, Action<string> error)
    {
        string json = entry.TryGetProperty("settings", out JsonElement settings) ? settings.GetRawText() : "{}";
        try
        {
            return new PluginSettings(json);
        }
        catch (FormatException exception)
        {
            error($"\"settings\" cannot be used: {exception.Message}");
            return new PluginSettings("{}");
        }
    }

    private static IEnumerable<string> CheckEntry(JsonElement entry, string name, string? id, string? assembly, HashSet<string> ids)
    {
        if (id is null)
        {
            yield return $"{name} has no \"id\": give it a name of its own.";
        }
        else if (!ids.Add(id))
        {
            yield return $"{name} is there twice: give one of them another \"id\".";
        }

        if (assembly is null)
        {
            yield return $"{name} has no \"assembly\": name the plugin's .dll.";
        }

        if (entry.TryGetProperty("enabled", out JsonElement enabled) && enabled.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            yield return $"{name}: \"enabled\" is {enabled.GetRawText()}; use true or false.";
        }

        foreach (JsonProperty field in entry.EnumerateObject().Where(field => !EntryFields.Contains(field.Name, StringComparer.Ordinal)))
        {
            yield return $"{name} has an unknown field \"{field.Name}\": use {string.Join(", ", EntryFields)}.";
        }
    }

    private static string? Text(JsonElement entry, string field) =>
        entry.TryGetProperty(field, out JsonElement value) && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
