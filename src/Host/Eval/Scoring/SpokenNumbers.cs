using System.Globalization;

namespace AgentHost.Eval.Scoring;

/// <summary>A number that was said, and when its first word began.</summary>
internal readonly record struct SpokenNumber(int Value, long StartMs);

/// <summary>Numbers from 0 to 99 in a stream of words: "three", "twenty one", "7".</summary>
internal static class SpokenNumbers
{
    private static readonly string[] Units =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen",
        "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    /// <summary>Words of one number further apart are two numbers.</summary>
    private const long TogetherMs = 700;

    public static IReadOnlyList<SpokenNumber> In(IReadOnlyList<TimedWord> words)
    {
        List<SpokenNumber> numbers = [];
        for (int i = 0; i < words.Count; i++)
        {
            int tens = Array.IndexOf(Tens, words[i].Text), unit = UnitOf(words[i].Text);
            if (tens >= 0)
            {
                int after = i + 1 < words.Count && words[i + 1].StartMs - words[i].StartMs <= TogetherMs ? UnitOf(words[i + 1].Text) : -1;
                bool joined = after is >= 1 and <= 9;
                numbers.Add(new SpokenNumber((10 * (tens + 2)) + (joined ? after : 0), words[i].StartMs));
                i += joined ? 1 : 0;
            }
            else if (unit >= 0)
            {
                numbers.Add(new SpokenNumber(unit, words[i].StartMs));
            }
        }

        return numbers;
    }

    private static int UnitOf(string word) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int digits) ? digits : Array.IndexOf(Units, word);
}
