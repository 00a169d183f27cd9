using System.Globalization;

namespace Search.Documents.Pdf;

/// <summary>A font, as far as text needs it: what its codes mean, and how wide they are.</summary>
internal sealed class PdfFont
{
    private const double UsualWidth = 500;

    private readonly Dictionary<int, string> _text = [];
    private readonly Dictionary<int, double> _widths = [];
    private readonly double _otherWidth = UsualWidth;
    private readonly bool _meansLatin;

    private PdfFont(PdfFile file, Dictionary<string, object?> font)
    {
        Dictionary<string, object?>? composite = (file.Entry(font, "Subtype") as PdfName)?.Value == "Type0"
            ? (file.Array(font.GetValueOrDefault("DescendantFonts")) is [{ } descendant, ..] ? file.Dictionary(descendant) : null) ?? []
            : null;
        CodeLength = composite is null ? 1 : 2;
        _meansLatin = composite is null;
        if (composite is null)
        {
            _text = PdfGlyphs.Differences(file, font);
            double first = file.Entry(font, "FirstChar") as double? ?? 0;
            IReadOnlyList<object?> widths = file.Array(font.GetValueOrDefault("Widths"));
            // Those of a Type 3 font are in its own units.
            double unit = file.Array(font.GetValueOrDefault("FontMatrix")) is [double scale, ..] ? scale * 1_000 : 1;
            for (int i = 0; i < widths.Count && i < 256; i++)
            {
                _widths[(int)first + i] = (file.Follow(widths[i]) as double? ?? 0) * unit;
            }
        }
        else
        {
            _otherWidth = file.Entry(composite, "DW") as double? ?? 1_000;
            ReadWidths(file, file.Array(composite.GetValueOrDefault("W")));
        }

        if (file.Entry(font, "ToUnicode") is PdfStream map && file.Unpack(map) is { } bytes)
        {
            int length = PdfCodeMap.Read(bytes, _text);
            CodeLength = composite is null || length is 0 ? CodeLength : length;
        }
    }

    public static PdfFont None { get; } = new(new PdfFile("%PDF-"u8.ToArray()), []);

    /// <summary>Bytes of a code.</summary>
    public int CodeLength { get; }

    public static PdfFont Read(PdfFile file, Dictionary<string, object?> font) => new(file, font);

    /// <summary>What a code means; empty when the file does not say.</summary>
    public string TextOf(int code) => _text.TryGetValue(code, out string? text) ? text : _meansLatin ? PdfGlyphs.Latin(code) : "";

    /// <summary>In thousandths of the font's size.</summary>
    public double WidthOf(int code) => _widths.TryGetValue(code, out double width) ? width : _otherWidth;

    // "c [w1 w2 ...]" gives the widths from a code on, "first last w" that of a range.
    private void ReadWidths(PdfFile file, IReadOnlyList<object?> widths)
    {
        for (int i = 0; i + 1 < widths.Count;)
        {
            int first = (int)Math.Clamp(file.Follow(widths[i]) as double? ?? 0, 0, 65_535);
            if (file.Follow(widths[i + 1]) is List<object?> list)
            {
                for (int k = 0; k < list.Count && first + k <= 65_535; k++)
                {
                    _widths[first + k] = file.Follow(list[k]) as double? ?? _otherWidth;
                }

                i += 2;
            }
            else
            {
                double last = file.Follow(widths[i + 1]) as double? ?? first, width = i + 2 < widths.Count ? file.Follow(widths[i + 2]) as double? ?? _otherWidth : _otherWidth;
                for (int code = first; code <= Math.Min(last, 65_535); code++)
                {
                    _widths[code] = width;
                }

                i += 3;
            }
        }
    }
}

/// <summary>The map from a font's codes to text that writers put beside it (ToUnicode, ISO 32000-1, 9.10.3).</summary>
internal static class PdfCodeMap
{
    /// <summary>There are 65,536 codes of two bytes.</summary>
    private const int MostCodes = 70_000;

    /// <returns>The length of its codes in bytes; 0 when it does not say.</returns>
    public static int Read(byte[] bytes, Dictionary<int, string> text)
    {
        var lexer = new PdfLexer(bytes);
        var operands = new List<object?>();
        int length = 0;
        while (lexer.TryRead(out object? value))
        {
            if (value is not PdfWord word)
            {
                operands.Add(value);
                continue;
            }

            switch (word.Value)
            {
                case "endcodespacerange":
                    length = operands is [byte[] low, ..] ? Math.Clamp(low.Length, 1, 4) : length;
                    break;
                case "endbfchar":
                    for (int i = 0; i + 1 < operands.Count && text.Count < MostCodes; i += 2)
                    {
                        if (operands[i] is byte[] code && operands[i + 1] is byte[] meaning)
                        {
                            text[CodeOf(code)] = Unicode(meaning, 0);
                        }
                    }

                    break;
                case "endbfrange":
                    for (int i = 0; i + 2 < operands.Count && text.Count < MostCodes; i += 3)
                    {
                        AddRange(operands[i] as byte[], operands[i + 1] as byte[], operands[i + 2], text);
                    }

                    break;
            }

            operands.Clear();
        }

        return length;
    }

    private static void AddRange(byte[]? low, byte[]? high, object? meaning, Dictionary<int, string> text)
    {
        if (low is null || high is null)
        {
            return;
        }

        int first = CodeOf(low);
        for (int code = first; code <= CodeOf(high) && text.Count < MostCodes; code++)
        {
            text[code] = meaning switch
            {
                byte[] start => Unicode(start, code - first),
                List<object?> each when code - first < each.Count && each[code - first] is byte[] own => Unicode(own, 0),
                _ => "",
            };
        }
    }

    private static int CodeOf(byte[] code) => code.Take(3).Aggregate(0, (number, b) => (number << 8) | b);

    private static string Unicode(byte[] bytes, int add)
    {
        string text = System.Text.Encoding.BigEndianUnicode.GetString(bytes);
        return add == 0 || text.Length == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text[..^1]}{(char)(text[^1] + add)}");
    }
}
