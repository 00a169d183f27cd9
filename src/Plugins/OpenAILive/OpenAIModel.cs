using InteractionCore.Model;
using Microsoft.Extensions.Logging;
using OpenAILive.Protocols;

namespace OpenAILive;

/// <summary>Makes the model, and its health, of the plugin's settings.</summary>
internal static class OpenAIModel
{
    public static RemoteModel Create(RemoteSettings settings, TimeProvider time, ILogger<RemoteConnection> logger)
    {
        var description = new ModelDescription(settings.Model, $"a remote host ({settings.Address.GetLeftPart(UriPartial.Path)})", settings.Voice ?? "the remote's own", Speaks: true)
        {
            Voices = settings.Voice is { } voice ? [voice] : [],
        };
        return new RemoteModel(settings, description, voice => ProtocolOf(settings, voice ?? settings.Voice), time, logger);
    }

    /// <summary>It connects, and starts no session.</summary>
    public static RemoteHealth Health(RemoteSettings settings, TimeProvider time) => new(settings, settings.Model, cancellationToken => RemoteHealth.OpenAsync(settings, time, cancellationToken), time);

    private static IRemoteProtocol ProtocolOf(RemoteSettings settings, string? voice) =>
        settings.Protocol is Protocol.Live ? new LiveProtocol(settings, voice) : new RealtimeProtocol(settings, voice);
}
