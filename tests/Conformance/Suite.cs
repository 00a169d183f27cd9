using System.Diagnostics;
using AgentHost.Testing;

namespace AgentHost.Conformance;

/// <summary>The suite's own program.</summary>
internal static class Suite
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        string program = await NpmPackages.FileAsync("@modelcontextprotocol", "conformance", "dist", "index.js");
        using var process = Process.Start(new ProcessStartInfo(NpmPackages.Node, [program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["NO_COLOR"] = "1" },
        })!;
        using var timeout = new CancellationTokenSource(Patience);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(timeout.Token), errors = process.StandardError.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            return (process.ExitCode, await output + await errors);
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
