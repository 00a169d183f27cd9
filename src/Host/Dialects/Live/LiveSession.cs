using System.Text.Json;
using InteractionCore.Model;

namespace AgentHost.Dialects.Live;

/// <summary>What a client chose when it started its session.</summary>
internal sealed class LiveSession
{
    private LiveSession(SessionConfig config, LiveAudioFormat format, ModelLayout layout)
    {
        (Format, Layout) = (format, layout);
        Model = config.Model ?? "default";
        Instructions = config.Instructions;
        Voice = config.Audio?.Output?.Voice;
        Extensions = (config.Extensions ?? []).ToHashSet(StringComparer.Ordinal);
        ClientDelegation = config.Delegation is { Type: "client" };
        UnwantedTools = (config.UnwantedTools ?? []).ToHashSet(StringComparer.Ordinal);
    }

    public string Id { get; set; } = "";

    public string Model { get; }

    public LiveAudioFormat Format { get; }

    public ModelLayout Layout { get; }

    public string? Voice { get; }

    public string? Instructions { get; set; }

    public IReadOnlySet<string> Extensions { get; }

    /// <summary>Tools the host's agent does not get.</summary>
    public IReadOnlySet<string> UnwantedTools { get; }

    /// <summary>Whether the client does the delegated work itself.</summary>
    public bool ClientDelegation { get; }

    public string DelegationTarget => ClientDelegation ? "client" : "host";

    /// <exception cref="LiveProtocolException">The client asks for what this host does not do.</exception>
    public static LiveSession Create(SessionConfig config, ModelLayout layout)
    {
        LiveAudioFormat format = LiveAudioFormat.TryParse(config.Audio?.Format, out string? error) ?? throw new LiveProtocolException("unsupported_audio", error!);
        if (config.Delegation is { } delegation && delegation.Type is not "client")
        {
            throw new LiveProtocolException("unsupported_delegation",
                $"delegation.type '{delegation.Type}' is not supported: use 'client', or leave delegation out for the host's own background agent.");
        }

        string[] unknown = [.. (config.Extensions ?? []).Except(LiveExtensions.All, StringComparer.Ordinal)];
        if (unknown.Length > 0)
        {
            throw new LiveProtocolException("unsupported_extension",
                $"session.extensions names '{string.Join("', '", unknown)}': this host has {string.Join(", ", LiveExtensions.All)}.");
        }

        return new LiveSession(config, format, layout);
    }

    /// <summary>Writes the session as the client sees it.</summary>
    public void WriteResource(Utf8JsonWriter json)
    {
        json.WriteStartObject("session"u8);
        json.WriteString("id"u8, Id);
        json.WriteString("model"u8, Model);
        json.WriteString("status"u8, "active"u8);
        // The host ends no session for its age.
        json.WriteNumber("expires_at"u8, 0);
        json.WriteString("instructions"u8, Instructions);
        json.WriteStartObject("audio"u8);
        json.WriteStartObject("format"u8);
        json.WriteString("type"u8, Format.Type);
        json.WriteNumber("rate"u8, Format.Rate);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
