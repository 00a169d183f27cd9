using System.Globalization;

namespace SemanticKernelAgent.Router;

/// <summary>Numbers in digits, and small ones in words.</summary>
internal static class Numerals
{
    private static readonly string[] Ones =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    /// <summary>Reads the number that begins at a word, such as "3", "2.5", "seven" or "twenty one".</summary>
    /// <param name="length">How many words it takes; 0 when there is none.</param>
    public static double? Read(IReadOnlyList<Word> words, int at, out int length)
    {
        length = 1;
        string word = words[at].Lower;
        if (char.IsDigit(word[0]) && double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            return number;
        }

        if (Array.IndexOf(Ones, word) is var one and >= 0)
        {
            return one;
        }

        if (Array.IndexOf(Tens, word) is var ten and >= 0)
        {
            int digit = at + 1 < words.Count ? Array.IndexOf(Ones, words[at + 1].Lower) : -1;
            length = digit is > 0 and < 10 ? 2 : 1;
            return ((ten + 2) * 10) + (length == 2 ? digit : 0);
        }

        length = 0;
        return null;
    }
}
