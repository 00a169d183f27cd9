using InteractionCore.Plugins;

namespace AgentHost.Eval.Scenarios;

/// <summary>A folder of suites: one folder each, with a JSON file for every scenario.</summary>
internal static class ScenarioSet
{
    private const string DefaultFolder = "eval";

    /// <summary>The files of the suites that are asked for (none: of all), in the order of suites and names.</summary>
    /// <exception cref="SetupException">There is no such folder or suite.</exception>
    public static IReadOnlyList<string> Find(string? folder, IReadOnlyList<string> suites)
    {
        string root = folder ?? Nearest();
        if (!Directory.Exists(root))
        {
            throw new SetupException($"The folder of scenarios '{root}' was not found. Correct --scenarios, or render some with eval/render.");
        }

        string[] all = [.. Directory.GetDirectories(root).Where(path => Directory.EnumerateFiles(path, "*.json").Any()).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        if (all.Length == 0)
        {
            throw new SetupException($"'{root}' holds no scenarios: expected are folders named as suites with JSON files in them, such as {Path.Combine(root, "pause", "1.json")}.");
        }

        string[] unknown = [.. suites.Except(all, StringComparer.Ordinal)];
        return unknown.Length == 0
            ? [.. all.Where(suite => suites.Count == 0 || suites.Contains(suite)).SelectMany(suite => Directory.GetFiles(Path.Combine(root, suite), "*.json").Order(StringComparer.Ordinal))]
            : throw new SetupException($"There is no suite '{string.Join("', '", unknown)}' in '{root}': it has {string.Join(", ", all)}.");
    }

    /// <summary>The repository's scenarios, from any folder within it.</summary>
    private static string Nearest()
    {
        for (DirectoryInfo? folder = new(Directory.GetCurrentDirectory()); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, DefaultFolder);
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return DefaultFolder;
    }
}
