using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace InteractionCore.Plugins;

/// <summary>A plugin's single entry point. Everything it offers is an ordinary service registration.</summary>
/// <remarks>
/// What the host looks for: <see cref="Model.IInteractionModel"/>, <see cref="Delegation.IBackgroundAgentFactory"/>,
/// <see cref="Delegation.ITranscriber"/>, <see cref="IToolSource"/>, <see cref="ISessionObserver"/>, <see cref="IHealthReporter"/> and hosted services.
/// </remarks>
public interface IAgentPlugin
{
    /// <param name="services">The host's services, not yet built.</param>
    /// <param name="settings">The <c>settings</c> object of this plugin's entry in plugins.json.</param>
    /// <param name="context">Where the host and its files are.</param>
    /// <exception cref="PluginConfigurationException">A setting is wrong; all errors at once.</exception>
    void ConfigureServices(IServiceCollection services, IConfiguration settings, PluginContext context);
}

/// <param name="ContentRoot">The folder relative paths in settings are resolved against: that of plugins.json.</param>
/// <param name="PluginId">This plugin's id in plugins.json.</param>
public sealed record PluginContext(string ContentRoot, string PluginId)
{
    public string Resolve(string path) => Path.GetFullPath(path, ContentRoot);
}

/// <summary>
/// Something the host was set up with cannot be used. The message is for a person: it names the thing, what was found, and the
/// next move. Commands print it without a stack trace.
/// </summary>
public class SetupException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Settings a plugin cannot work with. Each error names the setting, its value and the next move.</summary>
public sealed class PluginConfigurationException(IReadOnlyList<string> errors) : SetupException(string.Join('\n', errors))
{
    public IReadOnlyList<string> Errors { get; } = errors;
}
