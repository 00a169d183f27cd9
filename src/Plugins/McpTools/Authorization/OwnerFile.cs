namespace McpTools.Authorization;

/// <summary>Files that only their user may read.</summary>
internal static class OwnerFile
{
    private const UnixFileMode OthersRights =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Whether a file is there that others have no rights to.</summary>
    public static bool Exists(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & OthersRights) == UnixFileMode.None);

    /// <summary>Makes the folder, for its user alone, and a new file in it.</summary>
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        string folder = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <returns>Null when it is not there, others may read it, or it cannot be read.</returns>
    public static string? TryRead(string path)
    {
        try
        {
            return Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Replaces a file; false when that cannot be.</summary>
    public static bool TryWrite(string path, string text)
    {
        string temporary = $"{path}.{Guid.NewGuid():N}";
        try
        {
            using (var writer = new StreamWriter(Create(temporary)))
            {
                writer.Write(text);
            }

            File.Move(temporary, path, overwrite: true);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
