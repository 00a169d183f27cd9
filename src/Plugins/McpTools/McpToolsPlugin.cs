using InteractionCore.Plugins;
using McpTools.Commands;
using McpTools.Connections;
using McpTools.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpTools;

/// <summary>
/// MCP servers as tools. Settings: <c>mcpServers</c> (the form of Claude Desktop and Cursor), <c>servers</c> and <c>inputs</c> (the
/// form of VS Code), and <c>configFiles</c>, paths of JSON files in either form. The file mcp.json beside plugins.json is read unasked:
/// <c>AgentHost mcp add</c> keeps servers there. All of it is followed while the host runs.
/// </summary>
public sealed class McpToolsPlugin : IAgentPlugin
{
    public void ConfigureServices(IServiceCollection services, IConfiguration settings, PluginContext context)
    {
        var live = new LiveSettings<IReadOnlyList<ServerSettings>>(settings, now => new SettingsReader(context, Environment.GetEnvironmentVariable).Read(now));
        services.AddSingleton(provider => new McpServers(
            live.Current, browser: null, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<McpServers>());
        services.AddSingleton<IHostedService>(provider => new SettingsFollower(
            use => live.Follow(use, provider.GetRequiredService<ILoggerFactory>().CreateLogger("McpTools"), provider.GetRequiredService<TimeProvider>(), () => SettingsReader.FilesOf(settings, context)),
            provider.GetRequiredService<McpServers>()));
        services.AddSingleton<IToolSources>(provider => provider.GetRequiredService<McpServers>());
        services.AddSingleton<IHealthReporter>(provider => new McpHealth(() => provider.GetRequiredService<McpServers>().Connections, () => live.Refused));
        services.AddSingleton<IPluginCommand>(provider => new McpCommand(
            live.Current, new McpFile(context.ContentRoot), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
    }
}
