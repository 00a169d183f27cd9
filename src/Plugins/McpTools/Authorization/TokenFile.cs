using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ModelContextProtocol.Authentication;

namespace McpTools.Authorization;

/// <summary>
/// A server's tokens, kept in a file of the user's that only the user can read, so that a sign-in lasts. A file that others can read
/// is not used.
/// </summary>
/// <param name="folder">Where the files are.</param>
/// <param name="server">The server's address: each has a file of its own.</param>
internal sealed class TokenFile(string folder, Uri server) : ITokenCache
{
    private const UnixFileMode OthersRights =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly string _path = System.IO.Path.Combine(folder, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(server.AbsoluteUri)))[..32]}.json");
    private volatile TokenContainer? _tokens;

    /// <summary>The folder of this user, on this machine.</summary>
    public static string DefaultFolder { get; } =
        System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "AgentHost", "mcp-tokens");

    public string Path => _path;

    public async ValueTask<TokenContainer?> GetTokensAsync(CancellationToken cancellationToken)
    {
        if (_tokens is { } known)
        {
            return known;
        }

        if (!File.Exists(_path) || (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(_path) & OthersRights) != UnixFileMode.None))
        {
            return null;
        }

        try
        {
            await using FileStream file = File.OpenRead(_path);
            return _tokens = await JsonSerializer.DeserializeAsync(file, TokenJson.Default.TokenContainer, cancellationToken);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            // As if there were none: a new sign-in replaces it.
            return null;
        }
    }

    public async ValueTask StoreTokensAsync(TokenContainer tokens, CancellationToken cancellationToken)
    {
        _tokens = tokens;
        string temporary = $"{_path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var file = new FileStream(temporary, options))
        {
            await JsonSerializer.SerializeAsync(file, tokens, TokenJson.Default.TokenContainer, cancellationToken);
        }

        File.Move(temporary, _path, overwrite: true);
    }

    /// <summary>Forgets the server's tokens.</summary>
    public void Delete()
    {
        _tokens = null;
        File.Delete(_path);
    }
}

[JsonSerializable(typeof(TokenContainer))]
internal sealed partial class TokenJson : JsonSerializerContext;
