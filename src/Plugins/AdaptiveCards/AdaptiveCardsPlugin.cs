using InteractionCore.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AdaptiveCards;

/// <summary>Posts the cards of each session to a chat as Adaptive Cards.</summary>
public sealed class AdaptiveCardsPlugin : IAgentPlugin
{
    private const string UsualVariable = "ADAPTIVE_CARDS_ADDRESS";

    public void ConfigureServices(IServiceCollection services, IConfiguration settings, PluginContext context)
    {
        // The address of a chat's channel lets whoever knows it write there.
        string variable = settings["addressVariable"] ?? UsualVariable;
        string? address = Environment.GetEnvironmentVariable(variable);
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? to) || to.Scheme is not ("https" or "http"))
        {
            throw new PluginConfigurationException([$"The environment variable {variable} is {(address is null ? "not set" : "no address")}: set it to the address that cards are posted to, https://…, or name another as 'addressVariable'."]);
        }

        services.AddSingleton<ISessionObserver>(provider => new CardPoster(to, new SocketsHttpHandler { AllowAutoRedirect = false }, provider.GetRequiredService<ILogger<CardPoster>>()));
    }
}
