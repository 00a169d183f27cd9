using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace OnnxInteraction.Voice.Lark;

/// <summary>
/// The phonemes of any word: from the lexicon, letter by letter where it cannot be read, else by the speller's rules. Thread-safe.
/// </summary>
internal sealed class Pronouncer(IReadOnlyDictionary<string, int[]> lexicon, SpellerGraph speller) : IDisposable
{
    /// <summary>Words read before that are kept. Text can bring any number of others.</summary>
    private const int MostKept = 4_096;

    /// <summary>Longer ones are no words; they would keep the loop.</summary>
    private const int LongestWord = 40;

    private static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouy");

    private readonly ConcurrentDictionary<string, int[]> _read = new(StringComparer.Ordinal);

    /// <summary>Empty for what has no sound: signs, digits, letters of other scripts.</summary>
    public int[] Pronounce(string word)
    {
        string plain = Plain(word);
        if (lexicon.TryGetValue(plain, out int[]? known) || _read.TryGetValue(plain, out known))
        {
            return known;
        }

        int[] read = Read(plain);
        if (_read.Count < MostKept)
        {
            _read[plain] = read;
        }

        return read;
    }

    public void Dispose() => speller.Dispose();

    private int[] Read(string word)
    {
        if (word.EndsWith("'s", StringComparison.Ordinal) && word.Length > 2)
        {
            return [.. Pronounce(word[..^2]), .. lexicon.GetValueOrDefault("'s") ?? []];
        }

        string letters = word.Replace("'", "", StringComparison.Ordinal);
        return letters.AsSpan().ContainsAny(Vowels)
            ? speller.Spell(letters)
            : [.. letters.SelectMany(letter => lexicon.GetValueOrDefault($"{letter}.") ?? [])];
    }

    /// <summary>Lower case, without accents: "Málaga" is read as "malaga".</summary>
    private static string Plain(string word)
    {
        if (word.All(letter => letter is (>= 'a' and <= 'z') or '\'') && word.Length <= LongestWord)
        {
            return word;
        }

        var plain = new StringBuilder();
        // Half a surrogate pair cannot be normalized, and no pair holds a letter from a to z.
        string letters = string.Concat(word.Where(letter => !char.IsSurrogate(letter)));
        foreach (char letter in letters.Normalize(NormalizationForm.FormD))
        {
            char lower = letter is '’' ? '\'' : char.ToLowerInvariant(letter);
            if (lower is (>= 'a' and <= 'z') or '\'' && CharUnicodeInfo.GetUnicodeCategory(letter) is not UnicodeCategory.NonSpacingMark && plain.Length < LongestWord)
            {
                plain.Append(lower);
            }
        }

        return plain.ToString();
    }
}
