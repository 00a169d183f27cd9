using System.Globalization;
using InteractionCore.Plugins;
using Microsoft.Extensions.Configuration;

namespace Search.Settings;

/// <summary>
/// The plugin's checked settings: <c>hits</c> (1 to 10, default 5), <c>documents:folder</c>, <c>web:provider</c> (searxng, brave),
/// <c>web:endpoint</c>, <c>web:apiKeyVariable</c>, <c>web:timeoutSeconds</c> (1 to 30, default 5).
/// </summary>
/// <param name="Hits">How many a search brings at most.</param>
/// <param name="Folder">The folder with documents; null for none.</param>
/// <param name="Web">Where the web is searched; null for nowhere.</param>
internal sealed record SearchSettings(int Hits, string? Folder, WebSettings? Web)
{
    /// <param name="environment">The value of an environment variable; null when it is not set.</param>
    /// <exception cref="PluginConfigurationException">Settings are wrong; all of them.</exception>
    public static SearchSettings Parse(IConfiguration settings, PluginContext context, Func<string, string?> environment)
    {
        var errors = new List<string>();
        CheckNames(settings, "", ["hits", "documents", "web"], errors);
        int hits = Number(settings, "hits", standard: 5, most: 10, errors);
        IConfigurationSection documents = settings.GetSection("documents");
        CheckNames(documents, "documents:", ["folder"], errors);
        string? folder = documents["folder"] is { Length: > 0 } path ? context.Resolve(path) : null;
        if (folder is null && documents.Exists())
        {
            errors.Add("'documents:folder' is missing: name the folder with the documents.");
        }
        else if (folder is not null && !Directory.Exists(folder))
        {
            errors.Add($"'documents:folder' is '{folder}', and there is no such folder. Correct the path; it is relative to plugins.json.");
        }

        IConfigurationSection web = settings.GetSection("web");
        WebSettings? engine = web.Exists() ? ParseWeb(web, environment, errors) : null;
        return errors.Count == 0 ? new SearchSettings(hits, folder, engine) : throw new PluginConfigurationException(errors);
    }

    private static WebSettings? ParseWeb(IConfigurationSection web, Func<string, string?> environment, List<string> errors)
    {
        CheckNames(web, "web:", ["provider", "endpoint", "apiKeyVariable", "timeoutSeconds"], errors);
        var timeout = TimeSpan.FromSeconds(Number(web, "timeoutSeconds", standard: 5, most: 30, errors));
        if (!Enum.TryParse(web["provider"], ignoreCase: true, out WebProvider provider) || !Enum.IsDefined(provider) || int.TryParse(web["provider"], CultureInfo.InvariantCulture, out _))
        {
            errors.Add($"'web:provider' is '{web["provider"]}': use searxng or brave.");
            return null;
        }

        string? address = web["endpoint"] ?? (provider is WebProvider.Brave ? "https://api.search.brave.com/res/v1/web/search" : null);
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            errors.Add(address is null
                ? "'web:endpoint' is missing: the address of a SearXNG instance, e.g. \"http://localhost:8888\"."
                : $"'web:endpoint' is '{address}': use an address that begins with http:// or https://.");
            return null;
        }

        string? variable = web["apiKeyVariable"] ?? (provider is WebProvider.Brave ? "BRAVE_API_KEY" : null);
        string? key = variable is null ? null : environment(variable);
        if (variable is not null && string.IsNullOrWhiteSpace(key))
        {
            errors.Add($"'web:provider' {web["provider"]} needs the environment variable {variable}, which is not set. Set it, or name another in 'web:apiKeyVariable'.");
        }

        return new WebSettings(provider, endpoint, key, timeout);
    }

    private static int Number(IConfiguration section, string name, int standard, int most, List<string> errors)
    {
        string? text = section[name];
        if (text is null || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= most))
        {
            return text is null ? standard : int.Parse(text, CultureInfo.InvariantCulture);
        }

        errors.Add($"'{(section as IConfigurationSection)?.Path}{(section is IConfigurationSection ? ":" : "")}{name}' is '{text}': use 1 to {most}.");
        return standard;
    }

    private static void CheckNames(IConfiguration section, string prefix, string[] known, List<string> errors) => errors.AddRange(
        section.GetChildren().Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)).Select(child => $"'{prefix}{child.Key}' is unknown: use {string.Join(", ", known)}."));
}

internal enum WebProvider
{
    /// <summary>An instance of SearXNG whose settings allow the format json.</summary>
    SearXNG,

    /// <summary>Brave's search API.</summary>
    Brave,
}

/// <param name="Key">Sent to the endpoint and nowhere else; null for none.</param>
internal sealed record WebSettings(WebProvider Provider, Uri Endpoint, string? Key, TimeSpan Timeout);
