namespace SemanticKernelAgent.Router;

/// <summary>The words of a request, and which of them became values of a tool's parameters.</summary>
internal sealed class Request(IReadOnlyList<Word> words)
{
    private readonly double?[] _doubt = new double?[words.Count];

    public IReadOnlyList<Word> Words { get; } = words;

    public bool IsTaken(int index) => _doubt[index] is not null;

    /// <param name="doubt">How much each word still counts as unexplained: 0 when its place says that it is a value.</param>
    public void Take(int start, int length, double doubt)
    {
        for (int i = start; i < start + length; i++)
        {
            _doubt[i] ??= doubt;
        }
    }

    /// <summary>Words that neither the tool nor its arguments account for.</summary>
    public double Unexplained(ToolProfile tool)
    {
        double sum = 0;
        for (int i = 0; i < Words.Count; i++)
        {
            Word word = Words[i];
            bool known = word.IsUnknown || WordLists.IsFiller(word) || tool.PurposeOf(word) > 0 || tool.HintOf(word) > 0;
            sum += _doubt[i] ?? (known ? 0 : 1);
        }

        return sum;
    }

    public string Text(Phrase phrase) => string.Join(' ', Words.Skip(phrase.Start).Take(phrase.Length).Select(word => word.Text));
}

/// <summary>Neighbouring words that may be a value.</summary>
/// <param name="Preposition">The word that leads to it, such as "in"; null when only its place between known words speaks for it.</param>
/// <param name="IsUnknown">One of its words was not understood.</param>
internal readonly record struct Phrase(int Start, int Length, string? Preposition, bool IsUnknown);
