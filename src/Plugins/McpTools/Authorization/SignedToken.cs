using System.Buffers.Text;
using System.Text;

namespace McpTools.Authorization;

/// <summary>JSON web tokens, RFC 7519, in their compact form.</summary>
internal static class SignedToken
{
    /// <param name="header">JSON.</param>
    /// <param name="claims">JSON.</param>
    /// <param name="sign">The signature of these bytes, in the form that the header's algorithm has.</param>
    public static string Create(byte[] header, byte[] claims, Func<byte[], byte[]> sign)
    {
        string unsigned = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}";
        return $"{unsigned}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(unsigned)))}";
    }
}
