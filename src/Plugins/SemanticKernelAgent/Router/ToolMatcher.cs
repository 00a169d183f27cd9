using Microsoft.Extensions.AI;

namespace SemanticKernelAgent.Router;

/// <summary>A tool that fits a request.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Score">How much of the request speaks for it, weighted.</param>
/// <param name="Arguments">What the request says about its parameters.</param>
internal sealed record ToolMatch(ToolProfile Tool, double Score, Arguments Arguments);

/// <summary>Finds the tool a request asks for, by the words both have.</summary>
internal sealed class ToolMatcher
{
    /// <summary>Share of a request the tool has to account for; below it the request is about something else.</summary>
    private const double Threshold = 0.7;

    /// <summary>What must speak for the tool's purpose: about one word of its description that no other tool has.</summary>
    private const double LeastPurpose = 0.6;

    private readonly IReadOnlyList<ToolProfile> _tools;
    private readonly Dictionary<string, int> _toolsWith = new(StringComparer.Ordinal);

    public ToolMatcher(IEnumerable<AITool> tools)
    {
        _tools = [.. tools.OfType<AIFunctionDeclaration>().Select(tool => new ToolProfile(tool))];
        foreach (string stem in _tools.SelectMany(tool => tool.Purpose))
        {
            _toolsWith[stem] = _toolsWith.GetValueOrDefault(stem) + 1;
        }
    }

    /// <returns>The best tool with what is known of its arguments, or null when none fits.</returns>
    public ToolMatch? Find(IReadOnlyList<Word> request) =>
        _tools.Select(tool => Match(tool, request))
            .OfType<ToolMatch>()
            .OrderByDescending(match => match.Score)
            .ThenBy(match => match.Arguments.Missing.Count)
            .ThenBy(match => match.Tool.Parameters.Count)
            .FirstOrDefault();

    private ToolMatch? Match(ToolProfile tool, IReadOnlyList<Word> words)
    {
        var request = new Request(words);
        Arguments arguments = ArgumentFiller.Fill(tool, request);
        List<Word> distinct = [.. words.DistinctBy(word => word.Stem)];
        double purpose = distinct.Sum(word => tool.PurposeOf(word) * Rarity(word));
        double score = purpose + distinct.Where(word => tool.PurposeOf(word) == 0).Sum(tool.HintOf);
        return purpose >= LeastPurpose && score >= Threshold * (score + request.Unexplained(tool)) ? new ToolMatch(tool, score, arguments) : null;
    }

    // Inverse document frequency, scaled: 1 for a word of one tool, less the more tools have it.
    private double Rarity(Word word) =>
        _toolsWith.TryGetValue(word.Stem, out int with) ? Math.Log(1 + ((double)_tools.Count / with)) / Math.Log(1 + _tools.Count) : 0;
}
