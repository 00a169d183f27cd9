using InteractionCore.Plugins;

namespace AgentHost.Audio;

/// <summary>Files a command was asked to write.</summary>
internal static class OutputFile
{
    /// <exception cref="SetupException">The file cannot be written.</exception>
    public static FileStream Create(string path)
    {
        try
        {
            return File.Create(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SetupException($"{path} cannot be written: {exception.Message}", exception);
        }
    }
}
