using InteractionCore.Plugins;
using Microsoft.Extensions.Configuration;
using MoshiServer.Opus;

namespace MoshiServer;

/// <summary>Where the server is, and what PersonaPlex is told at a session's start. Checked.</summary>
internal sealed record MoshiSettings : RemoteEndpoint
{
    private static readonly string[] Known = ["address", "model", "voice", "instructions", "connectTimeoutSeconds", "answerTimeoutSeconds"];

    /// <summary>What runs there, for logs and clients.</summary>
    public required string Model { get; init; }

    public string? Voice { get; init; }

    /// <summary>The system's codec.</summary>
    public required OpusLibrary Opus { get; init; }

    /// <param name="settings">The plugin's section.</param>
    /// <param name="libraries">Names libopus may have.</param>
    /// <exception cref="PluginConfigurationException">Settings are wrong, or libopus is missing; all of it.</exception>
    public static MoshiSettings Parse(IConfiguration settings, IReadOnlyList<string> libraries)
    {
        List<string> errors = [.. settings.GetChildren().Where(child => !Known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => $"'{child.Key}' is unknown: use {string.Join(", ", Known)}.")];
        OpusLibrary? opus = OpusLibrary.TryLoad(libraries);
        if (opus is null)
        {
            errors.Add($"The library Opus is missing ({string.Join(", ", libraries)}), and Moshi's sound is Opus. Install it: on Debian and Ubuntu, apt-get install libopus0.");
        }

        // PersonaPlex wants both; Moshi leaves them alone.
        string query = $"voice_prompt={Uri.EscapeDataString(settings["voice"] ?? "")}&text_prompt={Uri.EscapeDataString(settings["instructions"] ?? "")}";
        Uri? address = ReadAddress(settings, "\"ws://127.0.0.1:8998\"", "/api/chat", query, errors);
        TimeSpan connect = ReadSeconds(settings, "connectTimeoutSeconds", 1, 120, 30, errors), answer = ReadSeconds(settings, "answerTimeoutSeconds", 1, 120, 10, errors);
        return errors.Count > 0
            ? throw new PluginConfigurationException(errors)
            : new MoshiSettings
            {
                Address = address!,
                Model = settings["model"] ?? "moshi",
                Voice = settings["voice"],
                Opus = opus!,
                ConnectTimeout = connect,
                AnswerTimeout = answer,
            };
    }
}
