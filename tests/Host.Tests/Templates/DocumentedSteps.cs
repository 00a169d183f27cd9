using AgentHost.Testing;
using AgentHost.Tests.Commands;
using AgentHost.Tests.Documentation;

namespace AgentHost.Tests.Templates;

/// <summary>
/// The steps of a documentation's block, run as they stand there, but that templates are installed for the test alone, what is outside of
/// the repository lies in a folder of the test's, and the host is the built one.
/// </summary>
/// <param name="name">The block's <c>steps=NAME</c>.</param>
/// <param name="outside">What <c>..</c> is.</param>
internal sealed class DocumentedSteps(string name, string outside)
{
    private const string Host = "dotnet run --project src/Host";

    private readonly string _hive = Path.Combine(outside, "hive");

    /// <summary>All but the last, which serves until somebody stops it.</summary>
    public IReadOnlyList<string> Lines { get; } = [.. MarkdownBlock.All.Single(block => block["steps"] == name).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[..^1]];

    /// <summary>Runs them in a folder, each to its end, and returns what they printed.</summary>
    public async Task<string> RunAsync(string folder)
    {
        string printed = "";
        foreach (string line in Lines)
        {
            HostProcess step = await ShellAsync(line, folder);
            printed += step.Output;

            Assert.True(step.ExitCode == 0, $"{line}\n{step.Output}{step.Errors}");
        }

        return printed;
    }

    /// <summary>Runs one command as a step.</summary>
    public Task<HostProcess> ShellAsync(string line, string folder)
    {
        string command = line.Replace("../", outside + "/", StringComparison.Ordinal)
            .Replace("dotnet new ", $"dotnet new --debug:custom-hive '{_hive}' ", StringComparison.Ordinal)
            .Replace("install templates", $"install '{Repository.PathOf("templates")}'", StringComparison.Ordinal)
            .Replace($"{Host} --", $"dotnet '{Path.Combine(AppContext.BaseDirectory, "AgentHost.dll")}'", StringComparison.Ordinal);
        // The analyzers of this repository have seen its code already.
        return HostProcess.RunAsync("sh", ["-c", $"export RunAnalyzers=false; {command}"], folder);
    }
}
