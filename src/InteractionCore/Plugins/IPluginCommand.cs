namespace InteractionCore.Plugins;

/// <summary>A command that a plugin adds to the host's command line: <c>AgentHost NAME ARGUMENTS</c>.</summary>
public interface IPluginCommand
{
    /// <summary>The word it is called by.</summary>
    string Name { get; }

    /// <summary>Runs it; the host's hosted services do not run meanwhile.</summary>
    /// <param name="arguments">What stands behind the name; none for its help.</param>
    /// <param name="output">What was asked for goes here, as text for a terminal.</param>
    /// <returns>The exit code: 0 when it did what was asked.</returns>
    /// <exception cref="SetupException">It cannot be done; the message is printed.</exception>
    Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, CancellationToken cancellationToken);
}
