namespace SemanticKernelAgent.Router;

/// <summary>Finds the words of a request that may be the value of a text parameter.</summary>
internal static class Phrases
{
    /// <summary>What follows a preposition, up to words that cannot belong to a name: "in the city of new york tomorrow" has "new york".</summary>
    public static IEnumerable<Phrase> AfterPrepositions(Request request, ToolProfile tool)
    {
        for (int i = 0; i + 1 < request.Words.Count; i++)
        {
            if (!WordLists.IsPreposition(request.Words[i]) || request.IsTaken(i) || request.Words[i].EndsClause)
            {
                continue;
            }

            int start = i + 1;
            while (start < request.Words.Count && (WordLists.IsArticle(request.Words[start]) || IsParameterName(tool, request.Words[start])))
            {
                start++;
            }

            int end = start;
            while (end < request.Words.Count && MayBeNamed(request, end) && !tool.IsInName(request.Words[end])
                && (end == start || !request.Words[end - 1].EndsClause))
            {
                end++;
            }

            if (end > start)
            {
                yield return Create(request, start, end - start, request.Words[i].Lower);
            }
        }
    }

    /// <summary>The longest run of words that mean nothing to the tool: "paris" of "paris weather".</summary>
    public static Phrase? LeftOver(Request request, ToolProfile tool)
    {
        Phrase best = default;
        for (int start = 0; start < request.Words.Count; start++)
        {
            int end = start;
            while (end < request.Words.Count && MayBeNamed(request, end) && !tool.Vocabulary.Contains(request.Words[end].Stem))
            {
                end++;
            }

            if (end - start > best.Length)
            {
                best = Create(request, start, end - start, preposition: null);
            }
        }

        return best.Length > 0 ? best : null;
    }

    /// <summary>The words that say when: "next monday".</summary>
    public static Phrase? Time(Request request)
    {
        int start = 0;
        while (start < request.Words.Count && (request.IsTaken(start) || !WordLists.IsTime(request.Words[start])))
        {
            start++;
        }

        int end = start;
        while (end < request.Words.Count && !request.IsTaken(end) && WordLists.IsTime(request.Words[end]))
        {
            end++;
        }

        return end > start ? Create(request, start, end - start, preposition: "on") : null;
    }

    /// <summary>All that follows the tool's own words: "cheap flights to rome" of "search for cheap flights to rome".</summary>
    public static Phrase? Rest(Request request, ToolProfile tool)
    {
        int start = 0;
        for (int i = 0; i < request.Words.Count; i++)
        {
            start = tool.IsInName(request.Words[i]) ? i + 1 : start;
        }

        while (start < request.Words.Count && WordLists.IsFiller(request.Words[start]))
        {
            start++;
        }

        int end = request.Words.Count;
        while (end > start && WordLists.IsFiller(request.Words[end - 1]))
        {
            end--;
        }

        return end > start ? Create(request, start, end - start, preposition: "for") : null;
    }

    private static bool MayBeNamed(Request request, int index)
    {
        Word word = request.Words[index];
        return !request.IsTaken(index) && !WordLists.IsFiller(word) && !WordLists.IsTime(word);
    }

    private static bool IsParameterName(ToolProfile tool, Word word) =>
        tool.Parameters.Any(parameter => parameter.NameWords.Any(name => name.Stem == word.Stem));

    private static Phrase Create(Request request, int start, int length, string? preposition) =>
        new(start, length, preposition, request.Words.Skip(start).Take(length).Any(word => word.IsUnknown));
}
