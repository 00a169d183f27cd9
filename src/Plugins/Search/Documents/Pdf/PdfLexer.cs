using System.Globalization;
using System.Text;

namespace Search.Documents.Pdf;

internal sealed record PdfName(string Value);

internal sealed record PdfReference(int Number);

/// <summary>A word that is no value: an operator of a page's content, or a keyword of the file.</summary>
internal sealed record PdfWord(string Value);

/// <summary>
/// Reads values of PDF (ISO 32000-1, 7.3): null, bool, double, <see cref="PdfName"/>, byte[] for strings, List for arrays, Dictionary,
/// <see cref="PdfReference"/>, and <see cref="PdfWord"/> for what is none.
/// </summary>
internal sealed partial class PdfLexer(byte[] bytes, int start = 0)
{
    /// <summary>Deeper nesting is not a document's.</summary>
    private const int MostDepth = 64;

    private static readonly object Close = new(), CloseDictionary = new();

    public int Position { get; set; } = start;

    /// <returns>False at the end.</returns>
    /// <exception cref="UnreadableException">It is nested too deeply.</exception>
    public bool TryRead(out object? value)
    {
        do
        {
            SkipSpace();
            if (Position >= bytes.Length)
            {
                value = null;
                return false;
            }

            value = ReadValue(0);
        }
        while (value == Close || value == CloseDictionary);

        return true;
    }

    public static bool IsSpace(byte b) => b is 0 or 9 or 10 or 12 or 13 or 32;

    private static bool IsDelimiter(byte b) => b is (byte)'(' or (byte)')' or (byte)'<' or (byte)'>' or (byte)'[' or (byte)']' or (byte)'{' or (byte)'}' or (byte)'/' or (byte)'%';

    private void SkipSpace()
    {
        while (Position < bytes.Length)
        {
            if (bytes[Position] == '%')
            {
                while (Position < bytes.Length && bytes[Position] is not (10 or 13))
                {
                    Position++;
                }
            }
            else if (IsSpace(bytes[Position]))
            {
                Position++;
            }
            else
            {
                return;
            }
        }
    }

    private byte Peek(int ahead = 0) => Position + ahead < bytes.Length ? bytes[Position + ahead] : (byte)0;

    private object? ReadValue(int depth)
    {
        if (depth > MostDepth)
        {
            throw new UnreadableException("its values are nested too deeply");
        }

        switch ((char)Peek())
        {
            case '/':
                Position++;
                return new PdfName(ReadName());
            case '(':
                return ReadString();
            case '<' when Peek(1) == '<':
                Position += 2;
                return ReadDictionary(depth);
            case '<':
                return ReadHexString();
            case '>' when Peek(1) == '>':
                Position += 2;
                return CloseDictionary;
            case '[':
                Position++;
                return ReadArray(depth);
            case ']':
                Position++;
                return Close;
            case '{' or '}' or ')' or '>':
                return new PdfWord(((char)bytes[Position++]).ToString());
            default:
                return ReadWord();
        }
    }

    private List<object?> ReadArray(int depth)
    {
        var items = new List<object?>();
        while (Next(depth, out object? item) && item != Close)
        {
            items.Add(item);
        }

        return items;
    }

    private Dictionary<string, object?> ReadDictionary(int depth)
    {
        var entries = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (Next(depth, out object? key) && key != CloseDictionary)
        {
            if (key is not PdfName name)
            {
                continue;
            }

            if (!Next(depth, out object? value) || value == CloseDictionary)
            {
                break;
            }

            entries[name.Value] = value;
        }

        return entries;
    }

    private bool Next(int depth, out object? value)
    {
        SkipSpace();
        value = Position < bytes.Length ? ReadValue(depth + 1) : null;
        return Position < bytes.Length || value is not null;
    }

    private object? ReadWord()
    {
        string word = ReadRegular();
        if (word.Length == 0)
        {
            Position++;
            return null;
        }

        if (char.IsAsciiDigit(word[0]) || word[0] is '+' or '-' or '.')
        {
            return ReadNumber(word);
        }

        return word switch
        {
            "true" => true,
            "false" => false,
            "null" => null,
            _ => new PdfWord(word),
        };
    }

    // "12 0 R" is one value; what is no number is 0, as readers take it.
    private object ReadNumber(string word)
    {
        double number = double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed) && double.IsFinite(parsed) ? parsed : 0;
        int before = Position;
        if (number >= 0 && number <= int.MaxValue && double.IsInteger(number))
        {
            SkipSpace();
            if (char.IsAsciiDigit((char)Peek()) && int.TryParse(ReadRegular(), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                SkipSpace();
                if (Peek() == 'R' && (Position + 1 >= bytes.Length || IsSpace(Peek(1)) || IsDelimiter(Peek(1))))
                {
                    Position++;
                    return new PdfReference((int)number);
                }
            }
        }

        Position = before;
        return number;
    }

    private string ReadRegular()
    {
        int from = Position;
        while (Position < bytes.Length && !IsSpace(bytes[Position]) && !IsDelimiter(bytes[Position]))
        {
            Position++;
        }

        return Encoding.Latin1.GetString(bytes, from, Position - from);
    }

    private string ReadName()
    {
        string name = ReadRegular();
        if (!name.Contains('#', StringComparison.Ordinal))
        {
            return name;
        }

        var read = new StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            bool escaped = name[i] == '#' && i + 2 < name.Length && byte.TryParse(name.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out _);
            read.Append(escaped ? (char)byte.Parse(name.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) : name[i]);
            i += escaped ? 2 : 0;
        }

        return read.ToString();
    }
}
