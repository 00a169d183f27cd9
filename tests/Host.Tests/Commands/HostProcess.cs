using System.Diagnostics;
using System.Text.Json;
using AgentHost.Testing;

namespace AgentHost.Tests.Commands;

/// <summary>The host run as its users run it: a process with arguments, two streams and an exit code.</summary>
internal sealed record HostProcess(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    /// <summary>Output as JSON lines.</summary>
    public IReadOnlyList<JsonElement> Events => [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>Runs to the end in the repository's root, where plugins.json and the samples lie.</summary>
    public static Task<HostProcess> RunAsync(params string[] arguments) =>
        RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "AgentHost.dll"), .. arguments], Repository.Root);

    /// <summary>Runs any program to its end in a folder, with nothing to read.</summary>
    public static async Task<HostProcess> RunAsync(string program, IEnumerable<string> arguments, string folder)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;
        using var timeout = new CancellationTokenSource(Patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(timeout.Token), errors = process.StandardError.ReadToEndAsync(timeout.Token);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
            return new HostProcess(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
