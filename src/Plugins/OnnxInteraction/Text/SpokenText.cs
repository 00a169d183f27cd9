using System.Globalization;
using System.Text.RegularExpressions;

namespace OnnxInteraction.Text;

/// <summary>Splits written text into the words one says: lower case, numbers and common signs spoken out.</summary>
internal static partial class SpokenText
{
    private static readonly string[] Units =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    private static readonly Dictionary<string, string> Signs = new(StringComparer.Ordinal)
    {
        ["°c"] = "degrees celsius",
        ["°f"] = "degrees fahrenheit",
        ["°"] = "degrees",
        ["%"] = "percent",
        ["km/h"] = "kilometers per hour",
        ["&"] = "and",
        ["+"] = "plus",
        ["="] = "equals",
    };

    /// <param name="text">Any text.</param>
    /// <param name="spellings">Words with another form in the vocabulary.</param>
    /// <returns>The words, and where sentences end: an index past the last word of each.</returns>
    public static (List<string> Words, List<int> SentenceEnds) Split(string text, IReadOnlyDictionary<string, string> spellings)
    {
        var words = new List<string>();
        var ends = new List<int>();
        foreach (Match match in Token().Matches(text.ToLowerInvariant().Replace('’', '\'')))
        {
            string token = match.Value;
            if (token is "." or "!" or "?" or ";" or "\n")
            {
                ends.Add(words.Count);
            }
            else if (char.IsAsciiDigit(token[^1]))
            {
                words.AddRange(Number(token));
            }
            else
            {
                words.AddRange((Signs.GetValueOrDefault(token) ?? spellings.GetValueOrDefault(token, token)).Split(' '));
            }
        }

        ends.Add(words.Count);
        return (words, ends);
    }

    /// <summary>"-17.5" is minus seventeen point five; whole numbers up to 999,999 are said as one, longer ones digit by digit.</summary>
    private static IEnumerable<string> Number(string digits)
    {
        if (digits[0] is '-' or '−')
        {
            return ["minus", .. Number(digits[1..])];
        }

        string[] parts = digits.Replace(",", "", StringComparison.Ordinal).Split('.');
        IEnumerable<string> whole = long.TryParse(parts[0], CultureInfo.InvariantCulture, out long value) && value < 1_000_000 ? Cardinal((int)value) : Digits(parts[0]);
        return parts.Length == 1 ? whole : [.. whole, "point", .. Digits(parts[1])];
    }

    private static IEnumerable<string> Digits(string digits) => digits.Select(digit => Units[digit - '0']);

    private static IEnumerable<string> Cardinal(int n) => n switch
    {
        < 20 => [Units[n]],
        < 100 => [Tens[n / 10], .. n % 10 == 0 ? [] : Cardinal(n % 10)],
        < 1_000 => [Units[n / 100], "hundred", .. n % 100 == 0 ? [] : Cardinal(n % 100)],
        _ => [.. Cardinal(n / 1_000), "thousand", .. n % 1_000 == 0 ? [] : Cardinal(n % 1_000)],
    };

    // A minus belongs to a number only where no word ends before it: "12-14" is twelve fourteen.
    [GeneratedRegex(@"(?<![\w])[-−]?\d+(?:,\d{3})*(?:\.\d+)?|\d+(?:\.\d+)?|km/h|°[cf]?(?![a-z])|[%&+=]|[\p{L}]+(?:'[\p{L}]+)*|[.!?;\n]", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Token();
}
