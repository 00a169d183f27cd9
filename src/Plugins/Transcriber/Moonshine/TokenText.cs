using System.Globalization;
using System.Text;

namespace Transcriber.Moonshine;

/// <summary>The tokenizer, as far as reading goes: tokens to text. Immutable.</summary>
internal sealed class TokenText
{
    /// <summary>How a piece writes a space.</summary>
    private const char Space = '▁';

    /// <summary>The tokens before this one say how a text begins and ends.</summary>
    private const int FirstPiece = 3;

    private readonly byte[][] _pieces;

    /// <param name="lines">A piece of text each; <c>&lt;0xE2&gt;</c> is one byte of a character that no piece has.</param>
    public TokenText(IEnumerable<string> lines) => _pieces = [.. lines.Select(BytesOf)];

    public int Count => _pieces.Length;

    /// <summary>The text; tokens without one, such as begin, end and those beyond the last piece, are left out.</summary>
    public string Read(IEnumerable<int> tokens)
    {
        var text = new List<byte>();
        foreach (int token in tokens.Where(token => token >= FirstPiece && token < _pieces.Length))
        {
            text.AddRange(_pieces[token]);
        }

        return Encoding.UTF8.GetString([.. text]).Trim();
    }

    private static byte[] BytesOf(string piece) =>
        piece is ['<', '0', 'x', _, _, '>'] && byte.TryParse(piece.AsSpan(3, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out byte value)
            ? [value]
            : Encoding.UTF8.GetBytes(piece.Replace(Space, ' '));
}
