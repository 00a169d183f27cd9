namespace AgentHost.Bench;

/// <param name="Quick">A few minutes instead of a quarter of an hour.</param>
/// <param name="Tiny">Sizes and counts that only show that everything runs: nothing they measure means anything.</param>
/// <param name="Only">Parts to run; all when empty.</param>
/// <param name="Results">Where the results are written; the picture lies beside them.</param>
internal sealed record BenchOptions(bool Quick, bool Tiny, IReadOnlyList<string> Only, string Results)
{
    public TimeProvider Time { get; } = TimeProvider.System;

    /// <summary>Rounds in which compared variants take turns.</summary>
    public int Rounds => Tiny ? 3 : Quick ? 10 : 40;

    public bool Runs(string part) => Only.Count == 0 || Only.Contains(part, StringComparer.OrdinalIgnoreCase);

    public T Choose<T>(T full, T quick, T tiny) => Tiny ? tiny : Quick ? quick : full;

    /// <exception cref="ArgumentException">An argument is not known.</exception>
    public static BenchOptions Parse(string[] arguments)
    {
        var only = new List<string>();
        bool quick = false, tiny = false;
        string results = Path.Combine("bench", "RESULTS.md");
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--quick":
                    quick = true;
                    break;
                case "--tiny":
                    tiny = true;
                    break;
                case "--out" when i + 1 < arguments.Length:
                    results = arguments[++i];
                    break;
                case "--only" when i + 1 < arguments.Length:
                    only.AddRange(arguments[++i].Split(','));
                    break;
                default:
                    throw new ArgumentException($"'{arguments[i]}' is not known: use --quick, --tiny, --only PART,PART or --out FILE.");
            }
        }

        return new BenchOptions(quick, tiny, only, results);
    }
}
