namespace SemanticKernelAgent.Router;

/// <summary>Reads a tool's arguments out of a request: choices, numbers and switches first, names and texts from what is left.</summary>
internal static class ArgumentFiller
{
    public static Arguments Fill(ToolProfile tool, Request request)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (Parameter parameter in tool.Parameters)
        {
            object? value = parameter.Kind switch
            {
                ParameterKind.Choice => Choice(parameter, request),
                ParameterKind.Boolean => Switch(parameter, request),
                ParameterKind.Integer => (long?)Number(parameter, request),
                ParameterKind.Number => Number(parameter, request),
                _ => null,
            };
            if (value is not null)
            {
                values[parameter.Name] = value;
            }
        }

        Parameter? notUnderstood = TextFiller.Fill(tool, request, values);
        List<Parameter> missing = [.. tool.Parameters.Where(parameter => parameter.IsRequired && !values.ContainsKey(parameter.Name))];
        return new Arguments(InOrder(tool, values), missing, notUnderstood);
    }

    private static Dictionary<string, object?> InOrder(ToolProfile tool, Dictionary<string, object?> values) => tool.Parameters
        .Where(parameter => values.ContainsKey(parameter.Name))
        .ToDictionary(parameter => parameter.Name, parameter => values[parameter.Name], StringComparer.Ordinal);

    private static string? Choice(Parameter parameter, Request request)
    {
        foreach (string choice in parameter.Choices)
        {
            IReadOnlyList<Word> words = Word.SplitName(choice);
            if (words.Count > 0 && (Find(request, words) ?? Find(request, [words[0]])) is { } found)
            {
                request.Take(found.Start, found.Length, doubt: 0);
                return choice;
            }
        }

        return null;
    }

    private static (int Start, int Length)? Find(Request request, IReadOnlyList<Word> words)
    {
        for (int start = 0; start + words.Count <= request.Words.Count; start++)
        {
            if (!words.Where((word, i) => request.IsTaken(start + i) || request.Words[start + i].Stem != word.Stem).Any())
            {
                return (start, words.Count);
            }
        }

        return null;
    }

    private static bool? Switch(Parameter parameter, Request request)
    {
        List<Word> name = [.. parameter.NameWords.Where(word => !WordLists.IsFiller(word) && word.Lower is not ("include" or "with" or "use" or "enable"))];
        if (name.Count == 0 || Find(request, name) is not { } found)
        {
            return null;
        }

        bool negated = request.Words.Take(found.Start).TakeLast(2).Any(WordLists.IsNegation);
        request.Take(found.Start, found.Length, doubt: 0);
        return !negated;
    }

    // The number beside the parameter's name ("3 days", "days 3"), else the first.
    private static double? Number(Parameter parameter, Request request)
    {
        (int Start, int Length, double Value)? first = null;
        for (int i = 0; i < request.Words.Count; i++)
        {
            if (request.IsTaken(i) || Numerals.Read(request.Words, i, out int length) is not { } value)
            {
                continue;
            }

            first = IsNamed(parameter, request, i - 1) || IsNamed(parameter, request, i + length) ? (i, length, value) : first ?? (i, length, value);
            i += length - 1;
        }

        if (first is not { } found || (parameter.Kind is ParameterKind.Integer && !double.IsInteger(found.Value)))
        {
            return null;
        }

        request.Take(found.Start, found.Length, doubt: 0);
        return found.Value;
    }

    private static bool IsNamed(Parameter parameter, Request request, int index) =>
        index >= 0 && index < request.Words.Count && parameter.NameWords.Any(word => word.Stem == request.Words[index].Stem);
}
