namespace InteractionCore.Model;

/// <summary>Token streams the model writes in parallel. Audio leaves the step as PCM, not as tokens.</summary>
public enum Lane : byte
{
    /// <summary>The words it heard: captions and audit trail.</summary>
    Heard,

    /// <summary>The words it says.</summary>
    Say,

    /// <summary>Turn-taking acts: see <see cref="Act"/>.</summary>
    Act,

    /// <summary>Spans of text for the background agent.</summary>
    Delegate,

    /// <summary>Cards it opens, changes and closes.</summary>
    Ui,
}

/// <summary>What a token of <see cref="Lane.Act"/> does.</summary>
public enum Act : byte
{
    None,

    /// <summary>Stops speaking: audio the user has not heard yet is void.</summary>
    Yield,

    /// <summary>The word said at this moment does not take the floor.</summary>
    Backchannel,
}

/// <summary>Where a token stands in a span of <see cref="Lane.Delegate"/>.</summary>
public enum SpanMark : byte
{
    /// <summary>Part of the open span.</summary>
    Inside,

    /// <summary>Opens a span; an open one is dropped.</summary>
    Begin,

    /// <summary>Closes the span: its text becomes a request.</summary>
    End,

    /// <summary>Takes back the latest request that still runs.</summary>
    Cancel,
}

/// <summary>What a token of <see cref="Lane.Ui"/> does to the model's cards.</summary>
public enum CardMark : byte
{
    /// <summary>A word of what was opened: a timer's seconds.</summary>
    Inside,

    /// <summary>Opens a timer; the word after it says how many seconds.</summary>
    Timer,

    /// <summary>Opens a counter at zero.</summary>
    Counter,

    /// <summary>Opens an empty list.</summary>
    List,

    /// <summary>The counter goes up by one, or the list takes the word said last.</summary>
    Next,

    /// <summary>Ends the timer when it is due, else the counter or list.</summary>
    Close,
}

/// <summary>One token on one lane.</summary>
/// <param name="Lane">The lane it was written on.</param>
/// <param name="Id">The model's own token id; <see cref="IModelSession.Decode"/> turns it into text.</param>
/// <param name="OffsetMs">
/// Its moment, in ms from the start of the turn. Negative for a heard word that ended earlier. A said word's is that of its sound, from
/// the start of the next turn, which plays it.
/// </param>
/// <param name="Mark">For <see cref="Lane.Delegate"/>.</param>
/// <param name="Act">For <see cref="Lane.Act"/>.</param>
/// <param name="Card">For <see cref="Lane.Ui"/>.</param>
public readonly record struct LaneToken(Lane Lane, int Id, int OffsetMs, SpanMark Mark = SpanMark.Inside, Act Act = Act.None, CardMark Card = CardMark.Inside);
