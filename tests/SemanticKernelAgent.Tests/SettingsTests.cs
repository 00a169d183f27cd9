using InteractionCore.Plugins;
using Microsoft.Extensions.Configuration;
using SemanticKernelAgent.Settings;

namespace SemanticKernelAgent.Tests;

public sealed class SettingsTests
{
    [Fact]
    public void Nothing_said_means_any_engine_and_the_tool_router() => Assert.Equal(new AgentSettings(EngineChoice.Auto, null), Parse());

    [Fact]
    public void A_provider_brings_its_address_and_the_name_of_its_key()
    {
        LanguageModelSettings openai = Parse(("languageModel:provider", "openai"), ("languageModel:model", "m")).LanguageModel!;
        LanguageModelSettings anthropic = Parse(("languageModel:provider", "anthropic"), ("languageModel:model", "m")).LanguageModel!;

        Assert.Equal(("https://api.openai.com/v1", "OPENAI_API_KEY"), (openai.Endpoint.ToString(), openai.ApiKeyVariable));
        Assert.Equal(("https://api.anthropic.com/", "ANTHROPIC_API_KEY"), (anthropic.Endpoint.ToString(), anthropic.ApiKeyVariable));
        Assert.Equal((TimeSpan.FromSeconds(30), null), (openai.Timeout, openai.MaxOutputTokens));
    }

    [Fact]
    public void Everything_can_be_said()
    {
        AgentSettings settings = Parse(
            ("engine", "built-in"), ("languageModel:provider", "openai"), ("languageModel:model", "m"), ("languageModel:endpoint", "http://localhost:11434/v1"),
            ("languageModel:apiKeyVariable", "MY_KEY"), ("languageModel:maxOutputTokens", "500"), ("languageModel:timeoutSeconds", "5"));

        var languageModel = new LanguageModelSettings
        {
            Provider = Provider.OpenAI,
            Model = "m",
            Endpoint = new Uri("http://localhost:11434/v1"),
            ApiKeyVariable = "MY_KEY",
            MaxOutputTokens = 500,
            Timeout = TimeSpan.FromSeconds(5),
        };
        Assert.Equal(new AgentSettings(EngineChoice.BuiltIn, languageModel), settings);
    }

    [Fact]
    public void A_compatible_server_is_not_sent_the_key_of_openai() =>
        Assert.Null(Parse(("languageModel:provider", "openai"), ("languageModel:model", "m"), ("languageModel:endpoint", "http://localhost:1/v1")).LanguageModel!.ApiKeyVariable);

    [Fact]
    public void Every_wrong_setting_is_named()
    {
        IReadOnlyList<string> errors = Errors(
            ("engine", "fast"), ("languageModel:provider", "acme"), ("languageModel:endpoint", "localhost"), ("languageModel:maxOutputTokens", "0"),
            ("languageModel:timeoutSeconds", "soon"), ("languageModel:modle", "m"), ("speed", "1"));

        Assert.Equal(
            [
                "'speed' is unknown: use engine, languageModel.",
                "'engine' is 'fast': use auto, semantic-kernel or built-in.",
                "'languageModel:modle' is unknown: use provider, model, endpoint, apiKeyVariable, maxOutputTokens, timeoutSeconds, inputs.",
                "'languageModel:provider' is 'acme': use openai (also for compatible servers, with 'endpoint'), azure-openai or anthropic.",
                "'languageModel:model' is missing: the model's name, as the provider knows it.",
                "'languageModel:endpoint' is 'localhost': use an absolute http or https address, e.g. \"http://localhost:11434/v1\".",
                "'languageModel:maxOutputTokens' is '0': use 1 to 1000000.",
                "'languageModel:timeoutSeconds' is 'soon': use 1 to 3600.",
            ],
            errors);
    }

    [Fact]
    public void An_azure_resource_is_named_by_its_address_alone()
    {
        LanguageModelSettings azure = Parse(("languageModel:provider", "azure-openai"), ("languageModel:model", "deployed"), ("languageModel:endpoint", "https://name.openai.azure.com")).LanguageModel!;

        Assert.Equal(("https://name.openai.azure.com/openai/v1/", "AZURE_OPENAI_API_KEY", "azure-openai"), (azure.Endpoint.AbsoluteUri, azure.ApiKeyVariable, azure.ProviderName));
        Assert.StartsWith(
            "'languageModel:endpoint' is missing: the resource's address", Assert.Single(Errors(("languageModel:provider", "azure-openai"), ("languageModel:model", "m"))), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_model_takes_besides_text_is_said_in_the_settings()
    {
        LanguageModelSettings both = Parse(("languageModel:provider", "openai"), ("languageModel:model", "m"), ("languageModel:inputs:0", "image"), ("languageModel:inputs:1", "audio")).LanguageModel!;

        Assert.Equal(InteractionCore.Delegation.AgentInputs.Image | InteractionCore.Delegation.AgentInputs.Audio, both.Inputs);
        Assert.Equal(
            "'languageModel:inputs' has 'smell': use image and audio, as far as the model takes them.",
            Assert.Single(Errors(("languageModel:provider", "openai"), ("languageModel:model", "m"), ("languageModel:inputs:0", "smell"))));
    }

    [Fact]
    public void A_key_in_the_settings_is_refused_and_not_repeated()
    {
        string error = Assert.Single(Errors(("languageModel:provider", "openai"), ("languageModel:model", "m"), ("languageModel:apiKey", "sk-secret")));

        Assert.StartsWith("'languageModel:apiKey' is there: a key does not belong in a settings file.", error, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_language_model_is_an_object() =>
        Assert.StartsWith("'languageModel' is 'gpt': use an object", Assert.Single(Errors(("languageModel", "gpt"))), StringComparison.Ordinal);

    [Fact]
    public void An_engine_that_is_not_there_cannot_be_asked_for()
    {
        var exception = Assert.Throws<PluginConfigurationException>(() => AgentSettings.Parse(From(("engine", "semantic-kernel")), "it was not built"));

        Assert.StartsWith("'engine' is 'semantic-kernel', but it was not built.", Assert.Single(exception.Errors), StringComparison.Ordinal);
    }

    private static AgentSettings Parse(params (string Key, string Value)[] settings) => AgentSettings.Parse(From(settings), whySemanticKernelIsMissing: null);

    private static IReadOnlyList<string> Errors(params (string Key, string Value)[] settings) => Assert.Throws<PluginConfigurationException>(() => Parse(settings)).Errors;

    private static IConfiguration From(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
}
