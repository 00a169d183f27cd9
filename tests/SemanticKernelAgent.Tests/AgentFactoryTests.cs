using InteractionCore.Delegation;
using InteractionCore.Plugins;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SemanticKernelAgent.BuiltIn;
using SemanticKernelAgent.LanguageModels;
using SemanticKernelAgent.Settings;

namespace SemanticKernelAgent.Tests;

public sealed class AgentFactoryTests
{
    private static readonly LanguageModelSettings Model = new() { Provider = Provider.OpenAI, Model = "small", Endpoint = new Uri("http://localhost:9/v1"), ApiKeyVariable = "MY_KEY" };

    [Fact]
    public void The_engine_is_the_best_that_is_there()
    {
        using var factory = Create(EngineChoice.Auto, Model, key: "secret");

        Assert.Equal(
            SemanticKernelEngine.WhyMissing is { } why ? new AgentDescription("built-in", "small", why) { Inputs = AgentInputs.Words } : new AgentDescription("semantic-kernel", "small", null) { Inputs = AgentInputs.Words },
            factory.Description);
    }

    [Fact]
    public void A_chosen_engine_needs_no_reason()
    {
        using var factory = Create(EngineChoice.BuiltIn, Model, key: "secret");

        Assert.Equal(new AgentDescription("built-in", "small", null) { Inputs = AgentInputs.Words }, factory.Description);
        Assert.IsType<BuiltInAgent>(factory.Create());
    }

    [Fact]
    public async Task Without_a_language_model_the_tool_router_answers_and_says_what_is_missing()
    {
        using var factory = Create(EngineChoice.BuiltIn, model: null);

        HealthReport report = (await new AgentHealth(factory, TimeProvider.System).ReportAsync(CancellationToken.None))[1];
        ChatResponse response = await factory.Create().RunAsync(Run(AIFunctionFactory.Create((string city) => $"It rains in {city}.", "get"))).ToChatResponseAsync();

        Assert.Equal(new AgentDescription("built-in", "tool router", "no language model is configured"), factory.Description);
        Assert.Equal(
            new HealthReport("Language model", Health.Limited, "tool router: no language model is configured; set 'languageModel' of the plugin's settings in plugins.json"),
            report);
        Assert.Equal("It rains in oslo.", response.Messages[^1].Text);
    }

    [Fact]
    public async Task A_missing_key_is_broken_and_names_its_variable()
    {
        using var factory = Create(EngineChoice.BuiltIn, Model, key: null);

        HealthReport report = (await new AgentHealth(factory, TimeProvider.System).ReportAsync(CancellationToken.None))[1];
        var exception = await Assert.ThrowsAsync<LanguageModelException>(async () => await factory.Create().RunAsync(Run()).ToChatResponseAsync());

        Assert.Equal(Health.Broken, report.Health);
        Assert.Equal("small of openai at http://localhost:9/v1: the environment variable MY_KEY is not set. Put the key there, or name another variable with 'apiKeyVariable'.", report.Detail);
        Assert.Equal("The language model " + report.Detail, exception.Message);
    }

    [Fact]
    public async Task A_language_model_that_does_not_answer_is_broken_and_its_key_is_not_told()
    {
        using var factory = Create(EngineChoice.Auto, Model, key: "secret");

        IReadOnlyList<HealthReport> reports = await new AgentHealth(factory, TimeProvider.System).ReportAsync(CancellationToken.None);

        Assert.Equal(SemanticKernelEngine.WhyMissing is { } why ? $"built-in: {why}" : "semantic-kernel", reports[0].Detail);
        Assert.Equal(Health.Broken, reports[1].Health);
        Assert.StartsWith("The language model 'small' of openai at http://localhost:9/v1 cannot be reached", reports[1].Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", reports[1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plugin_offers_an_agent_and_its_health()
    {
        var services = new ServiceCollection();
        new SemanticKernelAgentPlugin().ConfigureServices(services, new ConfigurationBuilder().Build(), new PluginContext("/etc/agenthost", "agent"));
        await using ServiceProvider provider = services.BuildServiceProvider();

        Assert.Equal("tool router", provider.GetRequiredService<IBackgroundAgentFactory>().Description.LanguageModel);
        Assert.Equal(2, (await provider.GetRequiredService<IHealthReporter>().ReportAsync(CancellationToken.None)).Count);
    }

    private static AgentFactory Create(EngineChoice engine, LanguageModelSettings? model, string? key = null) =>
        new(new AgentSettings(engine, model), variable => variable == "MY_KEY" ? key : null);

    private static AgentRun Run(params AIFunction[] tools) => new([new ChatMessage(ChatRole.User, "weather in oslo")], [new Toolset("weather", tools)]);
}
