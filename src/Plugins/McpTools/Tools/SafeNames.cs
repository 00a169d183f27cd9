using System.Security.Cryptography;
using System.Text;

namespace McpTools.Tools;

/// <summary>Names that language-model providers accept: letters, digits, _ and -, at most 64 with the toolset's name in front.</summary>
internal static class SafeNames
{
    private const int MaxAdvertised = 64;
    private const int MaxToolset = 32;
    private const int HashChars = 6;

    /// <summary>A toolset's name: letters, digits and underscores, at most 32, added to <paramref name="taken"/>.</summary>
    public static string ForToolset(string server, ISet<string> taken) => Unique(server, MaxToolset, dash: false, taken);

    /// <summary>A tool's name that fits behind its toolset's, as in toolset_tool, added to <paramref name="taken"/>.</summary>
    public static string ForTool(string tool, string toolset, ISet<string> taken) => Unique(tool, MaxAdvertised - toolset.Length - 1, dash: true, taken);

    // What was cut off or collides gets a piece of its original name's hash, so that a tool keeps its name wherever it stands in a list.
    private static string Unique(string name, int maxLength, bool dash, ISet<string> taken)
    {
        string safe = string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || (dash && letter == '-') ? letter : '_'));
        if (safe.Length == 0 || safe.Length > maxLength || taken.Contains(safe))
        {
            string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashChars];
            safe = $"{safe[..Math.Min(safe.Length, maxLength - HashChars - 1)]}_{hash}";
        }

        taken.Add(safe);
        return safe;
    }
}
