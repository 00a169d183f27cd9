namespace SemanticKernelAgent.Router;

/// <summary>Words that are known without a tool's help.</summary>
internal static class WordLists
{
    private static readonly HashSet<string> Articles = Set("a an the my our your this that");

    private static readonly HashSet<string> Prepositions = Set("in at for of to from near around about on with by into within");

    private static readonly HashSet<string> Fillers = Set(
        """
        i me mine we us you he she it its they them these those is are was were be been being am do done have has had will would
        shall should can could may might must and or but so if then than as what which who whom whose when where why how much many please
        thanks thank ok okay hey hi hello um uh er ah oh well now right current currently there here also just really some any like look looking
        going gonna let lets get getting give tell show say see know want wanna check find fetch ask out up too not no
        """);

    private static readonly HashSet<string> Times = Set(
        """
        today tonight tomorrow yesterday now day days week weeks weekend month months year years hour hours minute minutes second seconds
        morning evening afternoon noon midnight night monday tuesday wednesday thursday friday saturday sunday next last
        """);

    private static readonly HashSet<string> Noise = Set("name names value values given specified optional current returns return e.g i.e g eg etc such example use used using");

    private static readonly HashSet<string> Negations = Set("no not without dont never");

    public static bool IsArticle(Word word) => Articles.Contains(word.Lower);

    public static bool IsPreposition(Word word) => Prepositions.Contains(word.Lower);

    /// <summary>Says nothing about what is wanted.</summary>
    public static bool IsFiller(Word word) => Fillers.Contains(word.Lower) || Articles.Contains(word.Lower) || Prepositions.Contains(word.Lower);

    /// <summary>Says when, and so is no part of a name.</summary>
    public static bool IsTime(Word word) => Times.Contains(word.Lower);

    /// <summary>Says nothing about a tool, though descriptions are full of it.</summary>
    public static bool IsNoise(Word word) => Noise.Contains(word.Lower);

    public static bool IsNegation(Word word) => Negations.Contains(word.Lower);

    private static HashSet<string> Set(string words) => [.. words.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)];
}
