using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace InteractionCore.Plugins;

/// <summary>
/// What a plugin makes of its settings, made anew when plugins.json changes while the host runs. A change that is wrong is refused
/// with its reasons, and what was there stays. Thread-safe.
/// </summary>
/// <typeparam name="T">What the settings become.</typeparam>
public sealed class LiveSettings<T>
{
    private readonly Lock _lock = new();
    private readonly IConfiguration _settings;
    private readonly Func<IConfiguration, T> _read;
    private volatile string? _refused;

    /// <param name="settings">What <see cref="IAgentPlugin.ConfigureServices"/> gets.</param>
    /// <param name="read">Makes something of it, each time anew; throws <see cref="PluginConfigurationException"/>.</param>
    /// <exception cref="PluginConfigurationException">The settings are wrong now, at the start.</exception>
    public LiveSettings(IConfiguration settings, Func<IConfiguration, T> read)
    {
        (_settings, _read) = (settings, read);
        Current = read(settings);
    }

    /// <summary>As of the last change that was right.</summary>
    public T Current { get; private set; }

    /// <summary>Why the last change is not used; null when it is.</summary>
    public string? Refused => _refused;

    /// <summary>Follows changes until what is returned is disposed.</summary>
    /// <param name="use">Told what the settings have become, one at a time.</param>
    /// <param name="files">Other files that <c>read</c> reads, asked for each time; none by default.</param>
    public IDisposable Follow(Action<T> use, ILogger logger, TimeProvider time, Func<IReadOnlyList<string>>? files = null)
    {
        void Reread() => Read(use, logger);
        IDisposable settings = ChangeToken.OnChange(_settings.GetReloadToken, Reread);
        FileWatch? others = files is null ? null : new FileWatch(files, Reread, time);
        return new Following(settings, others);
    }

    private void Read(Action<T> use, ILogger logger)
    {
        lock (_lock)
        {
            try
            {
                T made = _read(_settings);
                use(made);
                Current = made;
                _refused = null;
            }
            catch (Exception exception)
            {
                _refused = exception.Message.ReplaceLineEndings(" ");
                LiveSettingsLog.Refused(logger, _refused);
            }
        }
    }

    private sealed class Following(IDisposable settings, FileWatch? files) : IDisposable
    {
        public void Dispose()
        {
            settings.Dispose();
            files?.Dispose();
        }
    }
}

internal static partial class LiveSettingsLog
{
    [LoggerMessage(LogLevel.Error, "The changed settings are not used; what was there before runs on. {Reason}")]
    public static partial void Refused(ILogger logger, string reason);
}
