using System.Globalization;

namespace InteractionCore.Delegation.Questions;

/// <summary>Reads the number in what somebody said: "forty two", "two hundred and five", "three point five", "minus 7".</summary>
internal static class SpokenNumber
{
    private static readonly string[] Small =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen",
        "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    /// <returns>The first number in the words; null when there is none.</returns>
    public static double? Read(IReadOnlyList<string> words)
    {
        for (int start = 0; start < words.Count; start++)
        {
            bool minus = words[start] is "minus" or "negative";
            if (ReadAt(words, start + (minus ? 1 : 0)) is { } number)
            {
                return minus ? -number : number;
            }
        }

        return null;
    }

    private static double? ReadAt(IReadOnlyList<string> words, int start)
    {
        double total = 0, group = 0;
        bool any = false;
        for (int i = start; i < words.Count; i++)
        {
            string word = words[i];
            if (any && word is "point" && Fraction(words, i + 1) is { } fraction)
            {
                return total + group + fraction;
            }

            if (Value(word) is { } value)
            {
                group += value;
                any = true;
            }
            else if (any && word is "hundred")
            {
                group *= 100;
            }
            else if (any && word is "thousand" or "million")
            {
                total += group * (word is "thousand" ? 1_000 : 1_000_000);
                group = 0;
            }
            else if (!any || word is not "and")
            {
                break;
            }
        }

        return any ? total + group : null;
    }

    private static double? Value(string word)
    {
        int small = Array.IndexOf(Small, word), tens = Array.IndexOf(Tens, word);
        return small >= 0 ? small
            : tens >= 0 ? 20 + (10 * tens)
            : double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double digits) && double.IsFinite(digits) ? digits
            : null;
    }

    private static double? Fraction(IReadOnlyList<string> words, int start)
    {
        double scale = 0.1, sum = 0;
        int i = start;
        for (; i < words.Count && Value(words[i]) is >= 0 and <= 9 and { } digit; i++)
        {
            sum += digit * scale;
            scale /= 10;
        }

        return i > start ? Math.Round(sum, 10) : null;
    }
}
