using System.CommandLine;
using InteractionCore.Plugins;

namespace AgentHost.Commands;

/// <summary>Commands that belong to a plugin: the host passes on what stands behind their name.</summary>
internal static class PluginCommands
{
    /// <param name="name">The command's word; the plugin that is enabled and offers it runs it.</param>
    public static Command Create(string name, string description)
    {
        Option<string?> plugins = CommonOptions.Plugins();
        var command = new Command(name, description) { plugins };
        // The plugin reads its own arguments, also those that look like options.
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancellationToken) => RunAsync(name, parsed.GetValue(plugins), [.. parsed.UnmatchedTokens], cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string name, string? plugins, string[] arguments, CancellationToken cancellationToken)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.AddAgentHost(plugins, LogLevel.Error);
        using IHost host = builder.Build();
        IPluginCommand command = host.Services.GetServices<IPluginCommand>().FirstOrDefault(command => command.Name == name)
            ?? throw new SetupException($"No enabled plugin offers '{name}'. Enable it in plugins.json.");
        return await command.RunAsync(arguments, Console.Out, cancellationToken);
    }
}
