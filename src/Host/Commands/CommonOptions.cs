using System.CommandLine;
using AgentHost.Hosting;
using AgentHost.Plugins;

namespace AgentHost.Commands;

internal static class ExitCodes
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Interrupted = 130;
}

/// <summary>Options every command takes, and the set-up they share.</summary>
internal static class CommonOptions
{
    public static Option<string?> Plugins() => new("--plugins")
    {
        Description = "The plugins.json to use. Default: the nearest one, here or in a folder above.",
        HelpName = "FILE",
    };

    public static Option<bool> Verbose() => new("--verbose", "-v") { Description = "Log what happens, on the error output." };

    /// <summary>
    /// Adds the host's services to a builder: configuration is appsettings.json, AGENTHOST_... environment variables (such as
    /// AGENTHOST_Interaction__MaxSessions=8) and plugins.json.
    /// </summary>
    public static void AddAgentHost(this IHostApplicationBuilder builder, string? plugins, LogLevel level)
    {
        PluginManifest manifest = PluginManifest.Load(plugins);
        builder.Configuration.AddEnvironmentVariables("AGENTHOST_");
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });
        // Standard output is for what a command was asked to print.
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.SetMinimumLevel(level);
        builder.Logging.AddFilter("Microsoft", level > LogLevel.Information ? level : LogLevel.Warning);
        // A host that cannot start says why in one sentence (Program.cs), not in stack traces before it.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Services.AddAgentHost(builder.Configuration, manifest);
    }
}
