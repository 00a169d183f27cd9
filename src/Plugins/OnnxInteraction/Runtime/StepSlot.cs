namespace OnnxInteraction.Runtime;

/// <summary>One session's place in a bank: its row of every input and output, and how much of the cache it uses.</summary>
/// <remarks>One thread at a time, and the graph's lock is held while it is used. The row may change between steps.</remarks>
internal sealed class StepSlot(StepBank bank)
{
    public StepBank Bank { get; } = bank;

    /// <summary>Its row; the bank moves it when another session leaves.</summary>
    public int Row { get; set; }

    /// <summary>Entries of the cache in use.</summary>
    public int CacheLength { get; set; }

    /// <summary>Positions stepped since the session's start.</summary>
    public long Position { get; set; }

    /// <summary>Whether the next run is to step this session.</summary>
    public bool Due { get; set; }

    /// <summary>The position's dMel levels, frame by frame.</summary>
    public Span<byte> Levels => Bank.Levels.Row(Row);

    /// <summary>The tokens of each input stream.</summary>
    public Span<long> Tokens => Bank.Tokens.Row(Row);

    /// <summary>Positions since the last word of each stream whose age is told.</summary>
    public Span<int> Ages => Bank.Ages.Row(Row);

    /// <summary>What the eyes tell in this turn; zeros when no picture came.</summary>
    public Span<float> Sight => Bank.Sight.Row(Row);

    /// <summary>The logits of the last run, lane after lane.</summary>
    public ReadOnlySpan<float> Logits => Bank.Logits.Row(Row);
}
