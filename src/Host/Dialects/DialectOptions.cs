using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace AgentHost.Dialects;

/// <summary>What time does for a session whose connection is lost.</summary>
internal enum WhileAway
{
    /// <summary>It goes on: the model hears silence, and what it does is kept for the client.</summary>
    Continue,

    /// <summary>It stops: the model's state is kept as it was.</summary>
    Pause,
}

/// <summary>How clients are treated: section <c>Dialects</c> of the configuration.</summary>
internal sealed class DialectOptions
{
    public const string Section = "Dialects";

    /// <summary>How long a session waits for a client that asked for <c>resume</c> and lost its connection. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ResumeGrace { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What the model does meanwhile. Default: it goes on.</summary>
    public WhileAway WhileAway { get; set; } = WhileAway.Continue;

    /// <summary>Bytes of events kept for a client that may come back. Default 4 MB, more than half a minute of speech.</summary>
    [Range(64 * 1024, 256 * 1024 * 1024)]
    public int ResumeBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Connections that may watch one session. Default 4.</summary>
    [Range(0, 100)]
    public int MaxObservers { get; set; } = 4;

    /// <summary>
    /// Origins of web pages that may connect, such as "https://example.com", besides the host's own pages and those of this machine
    /// ("http://localhost:8000"). Programs that are no browsers send none and are not concerned. "*" lets all in.
    /// </summary>
    public ISet<string> AllowedOrigins { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a page of this origin may connect to a host that is addressed in this way.</summary>
    public bool Allows(string? origin, HostString host) =>
        string.IsNullOrEmpty(origin) || AllowedOrigins.Contains("*") || AllowedOrigins.Contains(origin)
        || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri)
            && (string.Equals(uri.Authority, host.Value, StringComparison.OrdinalIgnoreCase) || (IsLoopback(uri) && IsLoopback(new Uri($"http://{host.Value}")))));

    private static bool IsLoopback(Uri address) => address.Scheme is "http" or "https" && address.IsLoopback;
}

[OptionsValidator]
internal sealed partial class DialectOptionsValidator : IValidateOptions<DialectOptions>;
