namespace SemanticKernelAgent.Router;

/// <summary>Fills what a request leaves open from what was said before, the last mention first.</summary>
internal static class ConversationMemory
{
    /// <param name="earlier">The messages before the request, oldest first; one of them may hold many lines.</param>
    /// <returns>The arguments with all that was found.</returns>
    public static Arguments Complete(ToolMatch match, IEnumerable<string> earlier)
    {
        Arguments arguments = match.Arguments;
        foreach (string line in earlier.SelectMany(message => message.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Reverse())
        {
            if (arguments.Missing.Count == 0)
            {
                break;
            }

            var said = new Request(Word.Split(WithoutSpeaker(line)));
            Arguments before = ArgumentFiller.Fill(match.Tool, said);
            var values = new Dictionary<string, object?>(arguments.Values, StringComparer.Ordinal);
            foreach (Parameter parameter in arguments.Missing.Where(parameter => before.Values.ContainsKey(parameter.Name) && IsAbout(match.Tool, parameter, said)))
            {
                values[parameter.Name] = before.Values[parameter.Name];
            }

            arguments = arguments with { Values = values, Missing = [.. arguments.Missing.Where(parameter => !values.ContainsKey(parameter.Name))] };
        }

        return arguments;
    }

    // A name is taken from a line that is about the tool, or that says where: not every leftover word of small talk.
    private static bool IsAbout(ToolProfile tool, Parameter parameter, Request said) =>
        parameter.Kind is not (ParameterKind.Text or ParameterKind.List)
        || said.Words.Any(tool.IsInName)
        || Phrases.AfterPrepositions(new Request(said.Words), tool).Any();

    private static string WithoutSpeaker(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && !line.AsSpan(0, colon).ContainsAny(' ', '<') ? line[(colon + 1)..] : line;
    }
}
