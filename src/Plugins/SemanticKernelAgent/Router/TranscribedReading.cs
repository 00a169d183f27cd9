namespace SemanticKernelAgent.Router;

/// <summary>
/// Readings of a request with the help of a transcriber's words of the same speech: those words alone, and the request with them in the place
/// of what was not understood, for the request may say more than the user did, such as what an earlier question was about.
/// </summary>
internal static class TranscribedReading
{
    /// <param name="exact">The transcriber's words; null when there are none.</param>
    /// <returns>Readings to try, the most likely first.</returns>
    public static IEnumerable<IReadOnlyList<Word>> Of(IReadOnlyList<Word> request, string? exact)
    {
        IReadOnlyList<Word> words = Word.Split(exact ?? "");
        if (words.Count > 0)
        {
            yield return words;
            if (request.Any(word => word.IsUnknown) && Fill(request, words) is { } filled)
            {
                yield return filled;
            }
        }
    }

    /// <summary>Puts in the place of each unknown stretch what stands beside the same neighbours; null where it has none in common.</summary>
    private static List<Word>? Fill(IReadOnlyList<Word> request, IReadOnlyList<Word> exact)
    {
        var filled = new List<Word>();
        int from = 0;
        bool follows = false;
        for (int i = 0; i < request.Count; i++)
        {
            if (!request[i].IsUnknown)
            {
                int? same = Find(exact, request[i], from);
                (from, follows) = (same + 1 ?? from, same is not null);
                filled.Add(request[i]);
                continue;
            }

            while (i + 1 < request.Count && request[i + 1].IsUnknown)
            {
                i++;
            }

            int? next = i + 1 < request.Count ? Find(exact, request[i + 1], from) : null;
            if (!follows && next is null)
            {
                return null;
            }

            int to = next ?? exact.Count;
            filled.AddRange(exact.Skip(from).Take(to - from));
            from = to;
        }

        return filled;
    }

    private static int? Find(IReadOnlyList<Word> words, Word wanted, int from)
    {
        for (int i = from; i < words.Count; i++)
        {
            if (words[i].Stem == wanted.Stem)
            {
                return i;
            }
        }

        return null;
    }
}
