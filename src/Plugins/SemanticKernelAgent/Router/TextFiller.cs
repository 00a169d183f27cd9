namespace SemanticKernelAgent.Router;

/// <summary>Gives the phrases of a request to the text parameters they fit.</summary>
internal static class TextFiller
{
    /// <summary>A word that is a value only because it is nothing else; those that follow it are less doubtful.</summary>
    private const double Doubt = 0.5;
    private const double DoubtOfMore = 0.25;

    /// <summary>Parameters a preposition points at, whatever their order.</summary>
    private static readonly Dictionary<string, string[]> Points = new(StringComparer.Ordinal)
    {
        ["from"] = ["from", "origin", "source", "start", "departure"],
        ["to"] = ["to", "destination", "target", "recipient", "end", "arrival", "into"],
        ["in"] = ["in", "city", "place", "location", "country", "region", "language"],
        ["at"] = ["at", "place", "location", "address", "venue"],
        ["about"] = ["about", "topic", "subject"],
    };

    /// <returns>A parameter that was said with a word nobody understood, or null.</returns>
    public static Parameter? Fill(ToolProfile tool, Request request, Dictionary<string, object?> values)
    {
        // Required ones first: an optional one is left out rather than taking their words.
        List<Parameter> open = [.. tool.Parameters.Where(parameter => parameter.Kind is ParameterKind.Text or ParameterKind.List).OrderByDescending(parameter => parameter.IsRequired)];
        Parameter? notUnderstood = null;
        foreach (Phrase phrase in Phrases.AfterPrepositions(request, tool).OrderBy(phrase => phrase.IsUnknown).ToList())
        {
            if (open.Where(parameter => !parameter.IsFreeText && !parameter.IsTime).OrderByDescending(parameter => IsPointedAt(parameter, phrase)).FirstOrDefault() is { } parameter)
            {
                open.Remove(parameter);
                notUnderstood ??= Set(parameter, phrase, doubt: 0);
            }
        }

        foreach (Parameter parameter in open)
        {
            bool isName = !parameter.IsTime && !parameter.IsFreeText;
            Phrase? phrase = parameter.IsTime ? Phrases.Time(request) : parameter.IsFreeText ? Phrases.Rest(request, tool) : Phrases.LeftOver(request, tool);
            if (phrase is { } found && (!found.IsUnknown || parameter.IsRequired))
            {
                notUnderstood ??= Set(parameter, found, isName ? Doubt : 0);
            }
        }

        return notUnderstood;

        Parameter? Set(Parameter parameter, Phrase phrase, double doubt)
        {
            request.Take(phrase.Start, 1, doubt);
            request.Take(phrase.Start, phrase.Length, doubt > 0 ? DoubtOfMore : 0);
            if (phrase.IsUnknown)
            {
                return parameter;
            }

            string text = request.Text(phrase);
            values[parameter.Name] = parameter.Kind is ParameterKind.List ? new[] { text } : text;
            return null;
        }
    }

    private static bool IsPointedAt(Parameter parameter, Phrase phrase) =>
        phrase.Preposition is { } preposition && Points.TryGetValue(preposition, out string[]? names) && parameter.NameWords.Any(word => names.Contains(word.Lower));
}
