using InteractionCore.Turns;

namespace RemoteModels;

/// <summary>What an event of the remote's is to this host.</summary>
internal enum RemoteKind
{
    /// <summary>The session has started, or goes on.</summary>
    Started,

    /// <summary>Sound to play.</summary>
    Sound,

    /// <summary>Words whose sound follows.</summary>
    Said,

    /// <summary>Words of the user's.</summary>
    Heard,

    /// <summary>The model yields: what was not played is void.</summary>
    Cleared,

    /// <summary>A task for the background agent.</summary>
    Delegated,

    /// <summary>The latest task is taken back.</summary>
    TakenBack,

    /// <summary>Something this host sent was not taken; the session goes on.</summary>
    Refused,

    /// <summary>The remote has ended the session.</summary>
    Ended,

    /// <summary>The remote takes a <see cref="MessageKind.Respond"/> now.</summary>
    MayRespond,
}

/// <param name="Kind">What it is.</param>
/// <param name="Text">Words, a task, or a reason.</param>
/// <param name="Id">Of the delegation, or of the item the sound belongs to.</param>
internal readonly record struct RemoteItem(RemoteKind Kind, string? Text = null, string? Id = null) : IDisposable
{
    /// <summary>24 kHz. Whoever takes the item off its queue disposes it.</summary>
    public AudioChunk Sound { get; init; }

    /// <summary>When the words had ended, in ms since the remote's start; -1 when it does not say.</summary>
    public long TimeMs { get; init; } = -1;

    /// <summary>Whether the words do not take the floor.</summary>
    public bool IsBackchannel { get; init; }

    public void Dispose()
    {
        if (Kind is RemoteKind.Sound)
        {
            Sound.Dispose();
        }
    }
}

/// <summary>What this host has to say to the remote, besides sound.</summary>
internal enum MessageKind
{
    /// <summary>The user typed it.</summary>
    UserText,

    /// <summary>To be spoken: an answer, or why there is none.</summary>
    Result,

    /// <summary>To be known, not spoken.</summary>
    Context,

    /// <summary>An item was heard only up to a point.</summary>
    Cut,

    /// <summary>It is to answer what it was told before.</summary>
    Respond,
}

/// <param name="Id">The remote's: of a delegation, or of the item that was cut. Null for none.</param>
internal sealed record RemoteMessage(MessageKind Kind, string Text, string? Id)
{
    public long PlayedMs { get; init; }
}

/// <summary>The remote model cannot be used any more; the message says why, and what to do.</summary>
internal class RemoteException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The connection is lost or cannot be made now; another try may succeed.</summary>
internal sealed class RemoteLostException(string message, Exception? inner = null) : RemoteException(message, inner);
