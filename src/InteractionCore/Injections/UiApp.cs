using System.Text.Json;

namespace InteractionCore.Injections;

/// <summary>
/// A tool's own page, as MCP Apps has them: passed through as it is, for a client that shows it in a sandbox. It may load from and
/// connect to what it declares, and nothing else.
/// </summary>
/// <param name="SurfaceId">An app or card that comes later with the same id takes its place.</param>
/// <param name="Html">A whole HTML document.</param>
public sealed record UiApp(string SurfaceId, string Html)
{
    /// <summary>The longest page that is passed on, in chars.</summary>
    public const int MostChars = 512 * 1024;

    /// <summary>For a person.</summary>
    public string? Title { get; init; }

    /// <summary>Origins it may connect to, e.g. https://api.example.com.</summary>
    public IReadOnlyList<string> ConnectDomains { get; init; } = [];

    /// <summary>Origins it may load scripts, styles, pictures and fonts from.</summary>
    public IReadOnlyList<string> ResourceDomains { get; init; } = [];

    /// <summary>The arguments of the tool's call.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>The tool's whole result, as MCP has it.</summary>
    public JsonElement? Result { get; init; }
}
