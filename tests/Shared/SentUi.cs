using System.Diagnostics;
using InteractionCore.Injections;

namespace AgentHost.Testing;

/// <summary>
/// Keeps what cards the sessions of a test run show, in artifacts/ui-messages, a session a line: test.sh gives all of them to the
/// message processor of A2UI's own library when the tests are over.
/// </summary>
internal static class SentUi
{
    private static readonly Lock One = new();

    private static readonly string File = Path.Combine(
        Directory.CreateDirectory(Repository.PathOf("artifacts", "ui-messages")).FullName, $"{Path.GetFileNameWithoutExtension(Environment.ProcessPath)}-{Environment.ProcessId}.jsonl");

    public static void Keep(IEnumerable<UiDescriptor> shown)
    {
        string line = $"[{string.Join(',', shown.SelectMany(ui => ui.Messages).Select(message => message.GetRawText()))}]\n";
        if (line.Length > 3)
        {
            lock (One)
            {
                System.IO.File.AppendAllText(File, line);
            }
        }
    }

    /// <summary>Gives messages to the processor now.</summary>
    /// <returns>Its exit code, 0 when all are accepted, and what it says.</returns>
    public static async Task<(int Code, string Output)> CheckAsync(IEnumerable<UiDescriptor> shown)
    {
        await NpmPackages.FileAsync();
        using var folder = new TemporaryFolder();
        string file = folder.File("messages.jsonl", string.Concat(shown.Select(ui => $"[{string.Join(',', ui.Messages.Select(message => message.GetRawText()))}]\n")));
        using var process = Process.Start(new ProcessStartInfo(NpmPackages.Node, [Path.Combine(NpmPackages.Folder, "check-ui.mjs"), file])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
