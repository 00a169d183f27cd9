using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace RemoteModels;

/// <summary>Where a remote model is, and how long it is waited for.</summary>
internal record RemoteEndpoint
{
    /// <summary>The WebSocket's address, ws or wss.</summary>
    public required Uri Address { get; init; }

    /// <summary>The address for people: without its query, which may hold a prompt.</summary>
    public string Place => Address.GetLeftPart(UriPartial.Path);

    /// <summary>Sent as a bearer token; null where none is needed.</summary>
    public string? ApiKey { get; init; }

    /// <summary>How long connecting and starting a session may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the remote may take to answer a ping, or to take what is sent.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a lost connection is tried again, where the remote keeps the session.</summary>
    public TimeSpan Reconnect { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Reads the setting <c>address</c>. The host's address alone will do: the protocol's own path is added, and its query.</summary>
    /// <param name="examples">For the error.</param>
    /// <param name="query">Taken where the address has none.</param>
    /// <returns>The WebSocket's address; null when it is wrong, which the errors say.</returns>
    public static Uri? ReadAddress(IConfiguration settings, string examples, string path, string query, List<string> errors)
    {
        string? address = settings["address"];
        if (address is null || !Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("ws" or "wss" or "http" or "https"))
        {
            errors.Add(address is null
                ? $"'address' is missing: where the remote model is, e.g. {examples}."
                : $"'address' is '{address}': use an absolute ws, wss, http or https address, e.g. {examples.Split(" or ")[0]}.");
            return null;
        }

        var built = new UriBuilder(uri) { Scheme = uri.Scheme is "ws" or "http" ? "ws" : "wss", Port = uri.IsDefaultPort ? -1 : uri.Port };
        built.Path = uri.AbsolutePath == "/" ? path : uri.AbsolutePath;
        built.Query = uri.Query.Length == 0 ? query : uri.Query;
        return built.Uri;
    }

    public static TimeSpan ReadSeconds(IConfiguration settings, string name, int least, int most, int otherwise, List<string> errors)
    {
        if (!int.TryParse(settings[name] ?? $"{otherwise}", NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) || seconds < least || seconds > most)
        {
            errors.Add($"'{name}' is '{settings[name]}': use {least} to {most}.");
        }

        return TimeSpan.FromSeconds(seconds);
    }
}
