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
/// <c>AgentHost mcp add</c> keeps servers there.
/// </summary>
public sealed class McpToolsPlugin : IAgentPlugin
{
    public void ConfigureServices(IServiceCollection services, IConfiguration settings, PluginContext context)
    {
        IReadOnlyList<ServerSettings> servers = new SettingsReader(context, Environment.GetEnvironmentVariable).Read(settings);
        services.AddSingleton(provider => new McpServers(
            servers, browser: null, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<McpServers>());
        services.AddSingleton<IHealthReporter>(provider => new McpHealth(provider.GetRequiredService<McpServers>().Connections));
        services.AddSingleton<IPluginCommand>(provider => new McpCommand(
            servers, new McpFile(context.ContentRoot), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        for (int index = 0; index < servers.Count; index++)
        {
            int server = index;
            services.AddSingleton<IToolSource>(provider => provider.GetRequiredService<McpServers>().Connections[server]);
        }
    }
}
