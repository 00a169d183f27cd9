using System.Text.RegularExpressions;
using InteractionCore.Delegation;
using Microsoft.Extensions.AI;

namespace SemanticKernelAgent.Router;

/// <summary>The words of one tool, weighted by what they say about its purpose.</summary>
internal sealed partial class ToolProfile
{
    private const double NameWeight = 3;
    private const double RepeatedNameWeight = 1.5;
    private const double HintWeight = 0.5;

    /// <summary>A description longer than this many words counts less a word, so that talking much wins nothing.</summary>
    private const double LongDescription = 16;

    private readonly Dictionary<string, double> _purpose = new(StringComparer.Ordinal);
    private readonly HashSet<string> _hints = new(StringComparer.Ordinal);
    private readonly HashSet<string> _nameStems;

    public ToolProfile(AIFunctionDeclaration tool)
    {
        Name = tool.Name;
        OnlyReads = ToolHints.Has(tool, ToolHints.ReadOnly);
        Parameters = Parameter.Read(tool.JsonSchema);
        IReadOnlyList<Word> name = Word.SplitName(tool.Name);
        List<Word> telling = [.. name.Where(word => !WordLists.IsFiller(word))];
        foreach (Word word in telling.Count > 0 ? telling : name)
        {
            _purpose[word.Stem] = _purpose.TryGetValue(word.Stem, out double weight) ? weight + RepeatedNameWeight : NameWeight;
        }

        _nameStems = [.. _purpose.Keys];
        HashSet<string> description = [.. Telling(tool.Description)];
        double each = Math.Min(1, Math.Sqrt(LongDescription / Math.Max(1, description.Count)));
        foreach (string stem in description)
        {
            _purpose.TryAdd(stem, each);
        }

        foreach (Parameter parameter in Parameters)
        {
            _hints.UnionWith(parameter.NameWords.Select(word => word.Stem));
            _hints.UnionWith(parameter.Choices.SelectMany(Word.SplitName).Select(word => word.Stem));
            Vocabulary.UnionWith(_hints);
            _hints.UnionWith(Telling(parameter.Description));
        }

        Vocabulary.UnionWith(_purpose.Keys);
    }

    public string Name { get; }

    /// <summary>Whether it says of itself that it changes nothing, so that calling it once too often does no harm.</summary>
    public bool OnlyReads { get; }

    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Stems that say what the tool is for.</summary>
    public IEnumerable<string> Purpose => _purpose.Keys;

    /// <summary>Stems that belong to the tool, and so are no value of its parameters.</summary>
    public HashSet<string> Vocabulary { get; } = new(StringComparer.Ordinal);

    public bool IsInName(Word word) => _nameStems.Contains(word.Stem);

    /// <summary>How much a word says for this tool's purpose; 0 when nothing.</summary>
    public double PurposeOf(Word word) => _purpose.GetValueOrDefault(word.Stem);

    /// <summary>How much a word that names a parameter says for this tool.</summary>
    public double HintOf(Word word) => _hints.Contains(word.Stem) ? HintWeight : 0;

    // Examples are values, not purpose: "The city, e.g. tokyo" is about a city.
    private static IEnumerable<string> Telling(string description) =>
        Word.Split(Examples().Replace(description, " "))
            .Where(word => !WordLists.IsFiller(word) && !WordLists.IsNoise(word))
            .Select(word => word.Stem);

    [GeneratedRegex("""\b(e\.g\.|for example|for instance|such as)[^.;)\n]*|"[^"]*"|`[^`]*`""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Examples();
}
