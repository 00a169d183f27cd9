using InteractionCore.Plugins;
using Microsoft.Extensions.Configuration;

namespace OpenAILive;

internal enum Protocol
{
    Live,
    Realtime,
}

/// <summary>Where the remote model is, and how it is spoken to. Checked.</summary>
internal sealed record RemoteSettings : RemoteEndpoint
{
    private const string OpenAIHost = "api.openai.com";

    private static readonly string[] Names =
        ["address", "protocol", "model", "voice", "instructions", "apiKeyVariable", "additions", "connectTimeoutSeconds", "answerTimeoutSeconds", "reconnectSeconds"];

    public Protocol Protocol { get; init; }

    /// <summary>The model's name, as the remote knows it.</summary>
    public required string Model { get; init; }

    public string? Voice { get; init; }

    public string? Instructions { get; init; }

    /// <summary>Whether to ask the remote for this project's additions to the Live protocol, which other servers refuse.</summary>
    public bool Additions { get; init; }

    /// <param name="settings">The plugin's section.</param>
    /// <param name="variable">Reads an environment variable.</param>
    /// <exception cref="PluginConfigurationException">Settings are wrong; all of them.</exception>
    public static RemoteSettings Parse(IConfiguration settings, Func<string, string?> variable)
    {
        List<string> errors = [.. settings.GetChildren().Where(child => !Names.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => child.Key.Equals("apiKey", StringComparison.OrdinalIgnoreCase)
                ? "'apiKey' is there: a key does not belong in a settings file. Put it in an environment variable and name that with 'apiKeyVariable'."
                : $"'{child.Key}' is unknown: use {string.Join(", ", Names)}.")];
        if (!Enum.TryParse(settings["protocol"] ?? "live", ignoreCase: true, out Protocol protocol) || !Enum.IsDefined(protocol))
        {
            errors.Add($"'protocol' is '{settings["protocol"]}': use live or realtime.");
        }

        if (string.IsNullOrWhiteSpace(settings["model"]))
        {
            errors.Add("'model' is missing: the model's name as the remote knows it, e.g. \"gpt-live-1\".");
        }

        bool additions = ReadSwitch(settings, "additions", errors);
        if (additions && protocol is Protocol.Realtime)
        {
            errors.Add("'additions' is true, but they are additions to the Live protocol: leave it out, or set 'protocol' to live.");
        }

        bool isLive = protocol is Protocol.Live;
        Uri? address = ReadAddress(settings, "\"wss://api.openai.com\" or \"ws://10.0.0.2:5080\"", isLive ? "/v1/live/sessions" : "/v1/realtime", isLive ? "" : $"model={Uri.EscapeDataString(settings["model"] ?? "")}", errors);
        var parsed = new RemoteSettings
        {
            Address = address ?? new Uri("ws://localhost"),
            Protocol = protocol,
            Model = settings["model"] ?? "",
            Voice = settings["voice"],
            Instructions = settings["instructions"],
            ApiKey = address is null ? null : ReadKey(settings["apiKeyVariable"], address, variable, errors),
            Additions = additions,
            ConnectTimeout = ReadSeconds(settings, "connectTimeoutSeconds", 1, 120, 15, errors),
            AnswerTimeout = ReadSeconds(settings, "answerTimeoutSeconds", 1, 120, 10, errors),
            Reconnect = ReadSeconds(settings, "reconnectSeconds", 0, 3_600, 20, errors),
        };
        return errors.Count == 0 ? parsed : throw new PluginConfigurationException(errors);
    }

    private static string? ReadKey(string? named, Uri address, Func<string, string?> variable, List<string> errors)
    {
        // Only OpenAI's own server is sent the key made for it unasked.
        string? name = named ?? (address.Host == OpenAIHost ? "OPENAI_API_KEY" : null);
        if (name is null)
        {
            return null;
        }

        if (variable(name) is not { Length: > 0 } key)
        {
            errors.Add($"'apiKeyVariable' is '{name}', and the environment has no such variable: set it to the key, or leave 'apiKeyVariable' out where none is needed.");
            return null;
        }

        if (address.Scheme is "ws" && !address.IsLoopback)
        {
            errors.Add($"'address' is '{address.Scheme}://{address.Authority}': a key would be sent readable for everyone between. Use wss.");
        }

        return key;
    }

    private static bool ReadSwitch(IConfiguration settings, string name, List<string> errors)
    {
        if (settings[name] is { } text && !bool.TryParse(text, out _))
        {
            errors.Add($"'{name}' is '{text}': use true or false.");
        }

        return bool.TryParse(settings[name], out bool value) && value;
    }
}
