namespace InteractionCore.Sessions;

/// <summary>Optional work the live loop leaves out to keep its deadline, least missed first. Sound and words are never left out.</summary>
public enum Shedding
{
    Nothing,

    /// <summary>The model sees a new picture once a second at most.</summary>
    FewerFrames,

    /// <summary>The model keeps the picture it has.</summary>
    NoFrames,

    /// <summary>Those who watch, too, go without: no report of each turn is sent.</summary>
    NoReports,
}
