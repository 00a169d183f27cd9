using InteractionCore.Delegation;
using Microsoft.Extensions.Configuration;

namespace SemanticKernelAgent.Settings;

internal enum Provider
{
    OpenAI,
    AzureOpenAI,
    Anthropic,
}

/// <summary>Which language model the agent thinks with, and how it is reached.</summary>
internal sealed record LanguageModelSettings
{
    private const string Prefix = "languageModel:";
    private const int DefaultTimeoutSeconds = 30;

    public required Provider Provider { get; init; }

    /// <summary>The model's name, as the provider knows it.</summary>
    public required string Model { get; init; }

    /// <summary>Where it is: the provider's own address, or a compatible server's, e.g. http://localhost:11434/v1.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The environment variable that holds the key; null where none is needed.</summary>
    public string? ApiKeyVariable { get; init; }

    public int? MaxOutputTokens { get; init; }

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(DefaultTimeoutSeconds);

    /// <summary>What the model takes besides text.</summary>
    public AgentInputs Inputs { get; init; }

    public string ProviderName => Provider switch
    {
        Provider.OpenAI => "openai",
        Provider.AzureOpenAI => "azure-openai",
        _ => "anthropic",
    };

    /// <returns>Null when none is configured, or when it is wrong and <paramref name="errors"/> says why.</returns>
    public static LanguageModelSettings? Parse(IConfigurationSection section, SettingErrors errors)
    {
        if (!section.Exists())
        {
            return null;
        }

        if (!section.GetChildren().Any())
        {
            errors.Add($"'languageModel' is '{section.Value}': use an object such as {{ \"provider\": \"openai\", \"model\": \"NAME\" }}, or leave it out for the tool router.");
            return null;
        }

        IEnumerable<IConfigurationSection> others = section.GetChildren().Where(child => !child.Key.Equals("apiKey", StringComparison.OrdinalIgnoreCase));
        errors.CheckNames(others, Prefix, "provider", "model", "endpoint", "apiKeyVariable", "maxOutputTokens", "timeoutSeconds", "inputs");
        if (section["apiKey"] is not null)
        {
            errors.Add($"'{Prefix}apiKey' is there: a key does not belong in a settings file. Put it in an environment variable and name that with 'apiKeyVariable'.");
        }

        Provider? provider = ReadProvider(section["provider"], errors);
        string? model = section["model"];
        if (string.IsNullOrWhiteSpace(model))
        {
            errors.Add($"'{Prefix}model' is missing: the model's name, as the provider knows it.");
        }

        Uri? endpoint = ReadEndpoint(section["endpoint"], errors);
        if (provider is Settings.Provider.AzureOpenAI)
        {
            endpoint = AzureEndpoint(section["endpoint"], endpoint, errors);
        }

        int? maxOutputTokens = errors.ReadNumber(section, Prefix, "maxOutputTokens", 1, 1_000_000);
        int? timeout = errors.ReadNumber(section, Prefix, "timeoutSeconds", 1, 3_600);
        return provider is null || string.IsNullOrWhiteSpace(model) ? null : new LanguageModelSettings
        {
            Provider = provider.Value,
            Model = model,
            Endpoint = endpoint ?? DefaultEndpoint(provider.Value),
            ApiKeyVariable = section["apiKeyVariable"] ?? DefaultKeyVariable(provider.Value, hasEndpoint: endpoint is not null),
            MaxOutputTokens = maxOutputTokens,
            Timeout = TimeSpan.FromSeconds(timeout ?? DefaultTimeoutSeconds),
            Inputs = ReadInputs(section.GetSection("inputs"), errors),
        };
    }

    private static Provider? ReadProvider(string? provider, SettingErrors errors)
    {
        switch (provider)
        {
            case "openai":
                return Settings.Provider.OpenAI;
            case "azure-openai":
                return Settings.Provider.AzureOpenAI;
            case "anthropic":
                return Settings.Provider.Anthropic;
            default:
                errors.Add(provider is null
                    ? $"'{Prefix}provider' is missing: use openai (also for compatible servers, with 'endpoint'), azure-openai or anthropic."
                    : $"'{Prefix}provider' is '{provider}': use openai (also for compatible servers, with 'endpoint'), azure-openai or anthropic.");
                return null;
        }
    }

    private static Uri? ReadEndpoint(string? endpoint, SettingErrors errors)
    {
        if (endpoint is null || (Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? uri) && uri.Scheme is ("http" or "https")))
        {
            return endpoint is null ? null : new Uri(endpoint);
        }

        errors.Add($"'{Prefix}endpoint' is '{endpoint}': use an absolute http or https address, e.g. \"http://localhost:11434/v1\".");
        return null;
    }

    // A resource's address alone is what the portal shows; the API that OpenAI's library speaks is beneath it.
    private static Uri? AzureEndpoint(string? text, Uri? endpoint, SettingErrors errors)
    {
        if (text is null)
        {
            errors.Add($"'{Prefix}endpoint' is missing: the resource's address, e.g. \"https://NAME.openai.azure.com\".");
        }

        return endpoint is { AbsolutePath: "/" } ? new Uri(endpoint, "openai/v1/") : endpoint;
    }

    private static AgentInputs ReadInputs(IConfigurationSection section, SettingErrors errors)
    {
        var inputs = AgentInputs.None;
        foreach (string? input in section.GetChildren().Select(child => child.Value).Append(section.Value).Where(value => value is not null))
        {
            switch (input)
            {
                case "image":
                    inputs |= AgentInputs.Image;
                    break;
                case "audio":
                    inputs |= AgentInputs.Audio;
                    break;
                default:
                    errors.Add($"'{Prefix}inputs' has '{input}': use image and audio, as far as the model takes them.");
                    break;
            }
        }

        return inputs;
    }

    private static Uri DefaultEndpoint(Provider provider) => new(provider is Provider.Anthropic ? "https://api.anthropic.com" : "https://api.openai.com/v1");

    // A compatible server is somebody else's: it is not sent the key made for OpenAI unasked.
    private static string? DefaultKeyVariable(Provider provider, bool hasEndpoint) =>
        provider is Provider.Anthropic ? "ANTHROPIC_API_KEY" : provider is Provider.AzureOpenAI ? "AZURE_OPENAI_API_KEY" : hasEndpoint ? null : "OPENAI_API_KEY";
}
