using System.Globalization;
using System.Text;

namespace Search.Documents.Pdf;

/// <summary>What codes and glyph names of Latin fonts mean.</summary>
internal static class PdfGlyphs
{
    /// <summary>Windows-1252 from 0x80 to 0x9F; elsewhere it is Latin-1.</summary>
    private const string Windows = "€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ";

    private static readonly Dictionary<string, string> Named = Pairs(
        "space= exclam=! quotedbl=\" numbersign=# dollar=$ percent=% ampersand=& quotesingle=' quoteright=’ quoteleft=‘ parenleft=( parenright=) asterisk=* plus=+ comma=, "
        + "hyphen=- minus=− period=. slash=/ zero=0 one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 colon=: semicolon=; less=< equal== greater=> question=? at=@ "
        + "bracketleft=[ backslash=\\ bracketright=] asciicircum=^ underscore=_ grave=` braceleft={ bar=| braceright=} asciitilde=~ "
        + "fi=fi fl=fl ff=ff ffi=ffi ffl=ffl endash=– emdash=— bullet=• ellipsis=… quotedblleft=“ quotedblright=” quotedblbase=„ quotesinglbase=‚ guillemotleft=« guillemotright=» "
        + "germandbls=ß ae=æ AE=Æ oe=œ OE=Œ oslash=ø Oslash=Ø aring=å Aring=Å ccedilla=ç Ccedilla=Ç dotlessi=ı degree=° section=§ copyright=© registered=® trademark=™ Euro=€ "
        + "sterling=£ yen=¥ mu=µ multiply=× divide=÷ plusminus=± onehalf=½ onequarter=¼ dagger=† nbspace=\u00a0");

    /// <summary>Letters, and the same with an accent: "eacute".</summary>
    private static readonly (string Name, string Letters, string Accented)[] Accents =
    [
        ("grave", "AEIOUaeiou", "ÀÈÌÒÙàèìòù"), ("acute", "AEIOUYCNSZaeiouycnsz", "ÁÉÍÓÚÝĆŃŚŹáéíóúýćńśź"), ("circumflex", "AEIOUaeiou", "ÂÊÎÔÛâêîôû"),
        ("tilde", "ANOano", "ÃÑÕãñõ"), ("dieresis", "AEIOUYaeiouy", "ÄËÏÖÜŸäëïöüÿ"), ("caron", "CDENRSTZcdenrstz", "ČĎĚŇŘŠŤŽčďěňřšťž"),
    ];

    /// <summary>A code of a Latin font that says nothing else.</summary>
    public static string Latin(int code) => code switch
    {
        >= 0x80 and <= 0x9F => Windows[code - 0x80] is '\0' ? "" : Windows[code - 0x80].ToString(),
        >= 0x20 and <= 0xFF => ((char)code).ToString(),
        _ => "",
    };

    /// <summary>The codes that a font's encoding says are others: numbers, each followed by the names from there on.</summary>
    public static Dictionary<int, string> Differences(PdfFile file, Dictionary<string, object?> font)
    {
        var text = new Dictionary<int, string>();
        int code = 0;
        foreach (object? item in file.Array(file.Dictionary(font.GetValueOrDefault("Encoding"))?.GetValueOrDefault("Differences")).Select(file.Follow))
        {
            if (item is double number)
            {
                code = (int)Math.Clamp(number, 0, 255);
            }
            else if (item is PdfName name && code < 256)
            {
                text[code++] = TextOf(name.Value);
            }
        }

        return text;
    }

    /// <summary>What a glyph's name means (the Adobe Glyph List, its Latin part); empty for a name that says nothing.</summary>
    public static string TextOf(string name)
    {
        name = name.Split('.')[0];
        if (name.Length == 1)
        {
            return name;
        }

        if (Named.TryGetValue(name, out string? text))
        {
            return text;
        }

        string digits = name.StartsWith("uni", StringComparison.Ordinal) ? name[3..] : name.StartsWith('u') ? name[1..] : "";
        if (digits.Length is >= 4 and <= 6 && int.TryParse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int point) && Rune.IsValid(point))
        {
            return new Rune(point).ToString();
        }

        foreach ((string accent, string letters, string accented) in Accents)
        {
            if (name.Length == accent.Length + 1 && name.EndsWith(accent, StringComparison.Ordinal) && letters.IndexOf(name[0], StringComparison.Ordinal) is >= 0 and int at)
            {
                return accented[at].ToString();
            }
        }

        return "";
    }

    private static Dictionary<string, string> Pairs(string pairs)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal) { ["space"] = " " };
        foreach (string pair in pairs.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at + 1 < pair.Length)
            {
                named[pair[..at]] = pair[(at + 1)..];
            }
        }

        return named;
    }
}
