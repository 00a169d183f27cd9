using InteractionCore.Delegation;
using InteractionCore.Plugins;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Transcriber.Moonshine;

namespace Transcriber;

/// <summary>
/// Writes down the user's last words for the background agent, with Moonshine tiny. Setting: <c>model</c>, its folder; by default the one
/// that the build fetches beside this plugin. Without it the plugin says so and does nothing.
/// </summary>
public sealed class TranscriberPlugin : IAgentPlugin
{
    public void ConfigureServices(IServiceCollection services, IConfiguration settings, PluginContext context)
    {
        string? folder = settings["model"];
        var files = new MoonshineFiles(folder is null ? Path.Combine(Path.GetDirectoryName(typeof(TranscriberPlugin).Assembly.Location)!, "moonshine") : context.Resolve(folder));
        if (folder is not null && files.Missing is { } missing)
        {
            throw new PluginConfigurationException([$"'model' is '{folder}': '{missing}' was not found. Name a folder with Moonshine's graphs and tokens, or leave it out for the one that the build fetches."]);
        }

        MoonshineTranscriber? transcriber = files.Missing is null ? new MoonshineTranscriber(files) : null;
        if (transcriber is not null)
        {
            // By a factory, so that the container disposes of it.
            services.AddSingleton<ITranscriber>(_ => transcriber);
        }

        services.AddSingleton<IHostedService>(provider => new TranscriberStart(transcriber, files, provider.GetRequiredService<ILoggerFactory>().CreateLogger<TranscriberStart>()));
        services.AddSingleton<IHealthReporter>(provider => new TranscriberHealth(transcriber, files, provider.GetService<TimeProvider>() ?? TimeProvider.System));
    }
}
