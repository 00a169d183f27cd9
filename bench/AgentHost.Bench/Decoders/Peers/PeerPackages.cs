using System.Diagnostics;

namespace AgentHost.Bench.Decoders.Peers;

/// <summary>The runtimes that are measured beside ours, as npm packages in bench/peers, fetched when they are first needed.</summary>
internal sealed class PeerPackages
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly string _folder = Path.Combine("bench", "peers");

    public string GenAI => Path.Combine(_folder, "node_modules", "com.github.asus4.onnxruntime-genai", "Plugins", "Linux", "x64", "libonnxruntime-genai.so");

    public string LlamaFolder => Path.GetFullPath(Path.Combine(_folder, "node_modules", "@node-llama-cpp", "linux-x64", "bins", "linux-x64"));

    /// <summary>Fetches what is missing. Returns why it could not, or null.</summary>
    public async Task<string?> FetchAsync(TimeProvider time)
    {
        if (!OperatingSystem.IsLinux() || System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture is not System.Runtime.InteropServices.Architecture.X64)
        {
            return "their packages are for Linux on x64";
        }

        if (File.Exists(GenAI) && Directory.Exists(LlamaFolder))
        {
            return null;
        }

        Console.Error.WriteLine("Fetching the runtimes to compare with (npm ci in bench/peers; once, about 200 MB to download)...");
        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
            using var timeout = new CancellationTokenSource(Patience, time);
            Task<string> output = npm.StandardOutput.ReadToEndAsync(timeout.Token), errors = npm.StandardError.ReadToEndAsync(timeout.Token);
            await npm.WaitForExitAsync(timeout.Token);
            await output;
            return npm.ExitCode == 0 ? null : $"'npm ci' in {_folder} ended with code {npm.ExitCode}: {(await errors).Trim().Split('\n')[^1]}";
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or OperationCanceledException)
        {
            return $"'npm ci' in {_folder} failed: {exception.Message}";
        }
    }
}
