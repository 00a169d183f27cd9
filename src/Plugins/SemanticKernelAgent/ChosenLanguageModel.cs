using InteractionCore.Plugins;
using Microsoft.Extensions.AI;
using SemanticKernelAgent.LanguageModels;
using SemanticKernelAgent.Router;
using SemanticKernelAgent.Settings;

namespace SemanticKernelAgent;

/// <summary>The language model the settings name, or the tool router, and whether it can be used.</summary>
internal sealed class ChosenLanguageModel
{
    private readonly LanguageModelSettings? _settings;
    private readonly string? _apiKey;

    /// <param name="variables">Reads an environment variable; null when it is not set.</param>
    public ChosenLanguageModel(LanguageModelSettings? settings, Func<string, string?> variables)
    {
        _settings = settings;
        Name = settings?.Model ?? ToolRouter.Name;
        if (settings is null)
        {
            Reason = "no language model is configured";
        }
        else if (settings.ApiKeyVariable is { } variable && string.IsNullOrWhiteSpace(_apiKey = variables(variable)?.Trim()))
        {
            Reason = $"the environment variable {variable} is not set";
        }
    }

    public string Name { get; }

    /// <summary>Why it is not a working language model; null when it is one as far as can be told without asking it.</summary>
    public string? Reason { get; }

    public HealthReport Health =>
        _settings is null
            ? new HealthReport("Language model", InteractionCore.Plugins.Health.Limited, $"{Name}: {Reason}; set 'languageModel' of the plugin's settings in plugins.json")
            : Reason is not null
            ? new HealthReport("Language model", InteractionCore.Plugins.Health.Broken, Broken)
            : new HealthReport("Language model", InteractionCore.Plugins.Health.Ok, $"{Name} of {_settings.ProviderName} at {_settings.Endpoint}, {(_settings.ApiKeyVariable is { } variable ? $"key from {variable}" : "no key")}");

    private string Broken => $"{Name} of {_settings!.ProviderName} at {_settings.Endpoint}: {Reason}. Put the key there, or name another variable with 'apiKeyVariable'.";

    /// <summary>The client; one that cannot work says so when it is asked.</summary>
    public IChatClient CreateClient() =>
        _settings is null ? new ToolRouter()
        : Reason is not null ? new NoLanguageModel($"The language model {Broken}")
        : LanguageModelFactory.Create(_settings, _apiKey);
}
