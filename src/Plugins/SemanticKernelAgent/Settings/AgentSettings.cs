using System.Globalization;
using InteractionCore.Plugins;
using Microsoft.Extensions.Configuration;

namespace SemanticKernelAgent.Settings;

internal enum EngineChoice
{
    /// <summary>Semantic Kernel where it is there, the built-in engine otherwise.</summary>
    Auto,
    SemanticKernel,
    BuiltIn,
}

/// <summary>The plugin's checked settings.</summary>
/// <param name="Engine">Which engine runs the agent.</param>
/// <param name="LanguageModel">The language model; null for the tool router.</param>
internal sealed record AgentSettings(EngineChoice Engine, LanguageModelSettings? LanguageModel)
{
    private static readonly Dictionary<string, EngineChoice> Engines = new(StringComparer.Ordinal)
    {
        ["auto"] = EngineChoice.Auto,
        ["semantic-kernel"] = EngineChoice.SemanticKernel,
        ["built-in"] = EngineChoice.BuiltIn,
    };

    /// <param name="settings">The plugin's section.</param>
    /// <param name="whySemanticKernelIsMissing">Null where Semantic Kernel is there.</param>
    /// <exception cref="PluginConfigurationException">Settings are wrong; all of them.</exception>
    public static AgentSettings Parse(IConfiguration settings, string? whySemanticKernelIsMissing)
    {
        var errors = new SettingErrors();
        errors.CheckNames(settings.GetChildren(), "", "engine", "languageModel");
        string engine = settings["engine"] ?? "auto";
        if (!Engines.TryGetValue(engine, out EngineChoice choice))
        {
            errors.Add($"'engine' is '{engine}': use auto, semantic-kernel or built-in.");
        }
        else if (choice is EngineChoice.SemanticKernel && whySemanticKernelIsMissing is not null)
        {
            errors.Add($"'engine' is 'semantic-kernel', but {whySemanticKernelIsMissing}. Use auto or built-in, or build with -p:UseSemanticKernel=true where they restore.");
        }

        LanguageModelSettings? languageModel = LanguageModelSettings.Parse(settings.GetSection("languageModel"), errors);
        errors.ThrowIfAny();
        return new AgentSettings(choice, languageModel);
    }
}

/// <summary>Collects what is wrong with the settings.</summary>
internal sealed class SettingErrors
{
    private readonly List<string> _errors = [];

    public void Add(string error) => _errors.Add(error);

    /// <summary>Names the settings nobody reads, so that a slip of the pen is found.</summary>
    public void CheckNames(IEnumerable<IConfigurationSection> settings, string prefix, params string[] known)
    {
        foreach (IConfigurationSection child in settings.Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            Add($"'{prefix}{child.Key}' is unknown: use {string.Join(", ", known)}.");
        }
    }

    /// <returns>The number, or null when it is missing or wrong.</returns>
    public int? ReadNumber(IConfiguration section, string prefix, string name, int least, int most)
    {
        if (section[name] is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
        {
            return number;
        }

        Add($"'{prefix}{name}' is '{text}': use {least} to {most}.");
        return null;
    }

    public void ThrowIfAny()
    {
        if (_errors.Count > 0)
        {
            throw new PluginConfigurationException(_errors);
        }
    }
}
