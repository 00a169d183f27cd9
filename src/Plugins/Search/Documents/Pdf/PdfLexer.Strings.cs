using System.Text;

namespace Search.Documents.Pdf;

/// <summary>Strings: in brackets with escapes, or in hexadecimal digits.</summary>
internal sealed partial class PdfLexer
{
    private byte[] ReadHexString()
    {
        Position++;
        var digits = new StringBuilder();
        while (Position < bytes.Length && bytes[Position] != '>')
        {
            if (char.IsAsciiHexDigit((char)bytes[Position]))
            {
                digits.Append((char)bytes[Position]);
            }

            Position++;
        }

        Position++;
        return Convert.FromHexString(digits.Length % 2 == 0 ? digits.ToString() : digits.Append('0').ToString());
    }

    private byte[] ReadString()
    {
        var text = new List<byte>();
        int open = 1;
        for (Position++; Position < bytes.Length; Position++)
        {
            byte b = bytes[Position];
            if (b == '\\')
            {
                Position++;
                ReadEscape(text);
                continue;
            }

            open += b == '(' ? 1 : b == ')' ? -1 : 0;
            if (open == 0)
            {
                Position++;
                break;
            }

            text.Add(b);
        }

        return [.. text];
    }

    private void ReadEscape(List<byte> text)
    {
        byte b = Peek();
        if (b is >= (byte)'0' and <= (byte)'7')
        {
            int code = 0, digits = 0;
            for (; digits < 3 && Peek() is >= (byte)'0' and <= (byte)'7'; digits++, Position++)
            {
                code = (code * 8) + Peek() - '0';
            }

            Position--;
            text.Add((byte)code);
            return;
        }

        switch ((char)b)
        {
            case 'n':
                text.Add(10);
                break;
            case 'r':
                text.Add(13);
                break;
            case 't':
                text.Add(9);
                break;
            case 'b':
                text.Add(8);
                break;
            case 'f':
                text.Add(12);
                break;
            case '\r':
                // A line that goes on.
                Position += Peek(1) == 10 ? 1 : 0;
                break;
            case '\n':
                break;
            default:
                text.Add(b);
                break;
        }
    }
}
