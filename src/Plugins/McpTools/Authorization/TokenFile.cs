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
    private readonly string _path = System.IO.Path.Combine(folder, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(server.AbsoluteUri)))[..32]}.json");
    private volatile TokenContainer? _tokens;

    /// <summary>The folder of this user, on this machine.</summary>
    public static string DefaultFolder { get; } =
        System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "AgentHost", "mcp-tokens");

    public string Path => _path;

    /// <summary>Where the key is kept that these tokens are bound to, for a server that wants that.</summary>
    public string KeyPath => System.IO.Path.ChangeExtension(_path, ".pem");

    public async ValueTask<TokenContainer?> GetTokensAsync(CancellationToken cancellationToken)
    {
        if (_tokens is { } known)
        {
            return known;
        }

        if (!OwnerFile.Exists(_path))
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
        await using (FileStream file = OwnerFile.Create(temporary))
        {
            await JsonSerializer.SerializeAsync(file, tokens, TokenJson.Default.TokenContainer, cancellationToken);
        }

        File.Move(temporary, _path, overwrite: true);
    }

    /// <summary>Forgets the server's tokens, and the key they are bound to.</summary>
    public void Delete()
    {
        _tokens = null;
        File.Delete(_path);
        File.Delete(KeyPath);
    }
}

[JsonSerializable(typeof(TokenContainer))]
internal sealed partial class TokenJson : JsonSerializerContext;
