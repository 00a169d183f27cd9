using InteractionCore.Delegation;

namespace InteractionCore.Plugins;

/// <summary>Tools from one place: an MCP server or an in-process plugin. Thread-safe.</summary>
public interface IToolSource
{
    /// <summary>Unique among the sources; letters, digits and underscores.</summary>
    string Name { get; }

    /// <summary>The tools as of now: none while the source is not there. Never blocks.</summary>
    Toolset Current { get; }
}

/// <summary>Sources that come and go while the host runs, such as servers that somebody adds. Thread-safe.</summary>
public interface IToolSources
{
    /// <summary>The sources as of now. Never blocks.</summary>
    IReadOnlyList<IToolSource> Current { get; }
}

/// <summary>A part that can say how it is, for <c>doctor</c>, /readyz and the log.</summary>
public interface IHealthReporter
{
    /// <summary>Reports within the token's time; slow checks may wait for a connection that is being made.</summary>
    ValueTask<IReadOnlyList<HealthReport>> ReportAsync(CancellationToken cancellationToken);
}

public enum Health
{
    Ok,

    /// <summary>Works without something it could use.</summary>
    Limited,

    /// <summary>Something that is configured does not work.</summary>
    Broken,
}

/// <param name="Part">What it is about, e.g. "MCP server weather".</param>
/// <param name="Health">How it is.</param>
/// <param name="Detail">What is there or what is wrong, and the next move.</param>
public sealed record HealthReport(string Part, Health Health, string Detail);
