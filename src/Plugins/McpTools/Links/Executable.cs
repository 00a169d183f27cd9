using System.Runtime.InteropServices;

namespace McpTools.Links;

/// <summary>Finds programs the way a shell does.</summary>
internal static class Executable
{
    /// <summary>The full path of a command; null when there is no such program.</summary>
    /// <param name="command">A name to look for on the search path, or a path.</param>
    /// <param name="folder">What a relative path starts from.</param>
    public static string? Find(string command, string folder)
    {
        string[] endings = OperatingSystem.IsWindows() ? ["", ".exe", ".cmd", ".bat"] : [""];
        IEnumerable<string> folders = command.AsSpan().ContainsAny('/', Path.DirectorySeparatorChar)
            ? [folder]
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.SelectMany(place => endings.Select(ending => Path.GetFullPath(command + ending, Path.GetFullPath(place)))).FirstOrDefault(File.Exists)
            ?? (command is "dotnet" ? OwnDotnet(endings) : null);
    }

    /// <summary>How to start a program: on Windows, a script needs its shell.</summary>
    public static (string FileName, IEnumerable<string> Arguments) StartOf(string path, IEnumerable<string> arguments) =>
        Path.GetExtension(path) is ".cmd" or ".bat" && OperatingSystem.IsWindows()
            ? ("cmd.exe", ["/d", "/c", path, .. arguments])
            : (path, arguments);

    // The runtime this host runs on is in shared/Microsoft.NETCore.App/VERSION, beside dotnet, which need not be on the search path.
    private static string? OwnDotnet(string[] endings) =>
        endings.Select(ending => Path.GetFullPath("../../../dotnet" + ending, RuntimeEnvironment.GetRuntimeDirectory())).FirstOrDefault(File.Exists);
}
