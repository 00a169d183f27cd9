using InteractionCore.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Search.Settings;

namespace Search;

/// <summary>
/// Searching as tools of the agent: a folder of documents, the web, and whatever other plugins register as
/// <see cref="ISearchProvider"/>. Settings: see <see cref="SearchSettings"/>; they are followed while the host runs.
/// </summary>
public sealed class SearchPlugin : IAgentPlugin
{
    public void ConfigureServices(IServiceCollection services, IConfiguration settings, PluginContext context)
    {
        var live = new LiveSettings<SearchSettings>(settings, now => SearchSettings.Parse(now, context, Environment.GetEnvironmentVariable));
        services.AddSingleton(provider => new SearchService(
            live, provider.GetServices<ISearchProvider>(), new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5) },
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>().CreateLogger("Search")));
        services.AddSingleton<IToolSource>(provider => provider.GetRequiredService<SearchService>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<SearchService>());
        services.AddSingleton<IHealthReporter>(provider => provider.GetRequiredService<SearchService>());
    }
}
