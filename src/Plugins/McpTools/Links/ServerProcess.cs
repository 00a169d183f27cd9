using System.ComponentModel;
using System.Diagnostics;
using McpTools.Settings;

namespace McpTools.Links;

/// <summary>A server's process: started with a careful environment, and never left behind.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>How long a server may take to end when its input ends, before it is killed. Real time: the process knows no other.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly Process _process;

    private ServerProcess(Process process)
    {
        _process = process;
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
    }

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    public Stream Errors => _process.StandardError.BaseStream;

    /// <exception cref="ServerUnavailableException">It cannot be started.</exception>
    public static ServerProcess Start(StdioServerSettings settings)
    {
        if (!Directory.Exists(settings.Folder))
        {
            throw new ServerUnavailableException($"not started: its folder '{settings.Folder}' does not exist. Correct 'cwd'.");
        }

        string path = Executable.Find(settings.Command, settings.Folder) ?? throw new ServerUnavailableException(
            $"not started: the command '{settings.Command}' was not found. Install it, or correct 'command'.");
        (string fileName, IEnumerable<string> arguments) = Executable.StartOf(path, settings.Arguments);
        var start = new ProcessStartInfo(fileName, arguments)
        {
            WorkingDirectory = settings.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        SetEnvironment(start.Environment, settings.Environment);
        try
        {
            return new ServerProcess(Process.Start(start)!);
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or IOException)
        {
            throw new ServerUnavailableException($"not started: '{path}': {exception.Message}. Correct 'command'.", exception);
        }
    }

    /// <summary>Its exit code, once it has ended by itself within a moment; else null.</summary>
    public async Task<int?> WaitForExitAsync(TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Ends its input, as the protocol asks for; kills it and all it started when that is not enough.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It no longer reads.
        }

        if (await WaitForExitAsync(Grace) is null)
        {
            Kill();
            await WaitForExitAsync(Grace);
        }

        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        _process.Dispose();
    }

    // A server's environment is the host's without what looks like a secret of the host: 'env' gives what it needs.
    private static void SetEnvironment(IDictionary<string, string?> environment, IReadOnlyDictionary<string, string?> settings)
    {
        string[] prefixes = ["AGENTHOST_", "MCP_INPUT_"];
        string[] parts = ["KEY", "TOKEN", "SECRET", "PASSWORD", "CREDENTIAL"];
        foreach (string name in environment.Keys
            .Where(name => prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) || parts.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase)))
            .ToArray())
        {
            environment.Remove(name);
        }

        foreach ((string name, string? value) in settings)
        {
            if (value is null)
            {
                environment.Remove(name);
            }
            else
            {
                environment[name] = value;
            }
        }
    }

    private void KillAtExit(object? sender, EventArgs e) => Kill();

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended, or will not be killed by us.
        }
    }
}
