using System.Buffers;
using InteractionCore.Injections;

namespace InteractionCore.Model;

/// <summary>Model weights, shared by every session.</summary>
/// <remarks>
/// <see cref="CreateSession"/> may be called from any thread, also while a step runs. <see cref="Step"/> is called by one thread
/// at a time.
/// </remarks>
public interface IInteractionModel : IDisposable
{
    ModelLayout Layout { get; }

    /// <summary>What runs, for logs and the client: name, where it runs, how it speaks.</summary>
    ModelDescription Description { get; }

    IModelSession CreateSession(ModelSessionOptions options);

    /// <summary>
    /// Steps the sessions of a phase together: reads the input of each turn, writes its output. What a session writes must
    /// not depend on which others are in the batch. Awaits nothing and, when nothing is said, allocates nothing.
    /// </summary>
    void Step(ReadOnlySpan<ModelTurn> turns);
}

/// <summary>One conversation's state: attention cache, codec, voice. The loop is its only caller, except for pictures, disposal and <see cref="Cache"/>.</summary>
public interface IModelSession : IDisposable
{
    /// <summary>Tokenizes an injection with the framing the model was trained on for its kind. Empty: nothing the model takes.</summary>
    IReadOnlyList<int> Encode(Injection injection);

    /// <summary>How much of its cache it uses. Any thread, also after disposal.</summary>
    CacheUse Cache => default;

    /// <summary>Appends the text of one token; words come with their leading space.</summary>
    void Decode(LaneToken token, IBufferWriter<char> text);

    /// <summary>
    /// Tells under which id a request is worked on whose span the last step closed: what is injected about it carries this id. Called by the
    /// loop, for the requests of a turn in their order; for one that is being worked on already, with the id it has.
    /// </summary>
    void Requested(string delegationId)
    {
    }

    /// <summary>
    /// Shows a picture; the next step sees it, unless a later one comes first. Called on the thread that brings it, also while a
    /// step runs, and only when the layout takes video. What looking costs is the caller's time, not the turn's.
    /// </summary>
    /// <exception cref="FrameException">The picture cannot be read; the session goes on without it.</exception>
    void Show(VideoFrame frame)
    {
    }
}

/// <param name="Voice">Name of the voice, or null for the model's first.</param>
/// <param name="Temperature">0 is greedy.</param>
/// <param name="Seed">For sampling; the same seed and input give the same output.</param>
public sealed record ModelSessionOptions(string? Voice = null, float Temperature = 0, int Seed = 0);

/// <param name="Name">The model's name and version.</param>
/// <param name="Device">Where it runs, with the reason when that is a fall-back.</param>
/// <param name="Voice">How it speaks, or why it does not.</param>
/// <param name="Speaks">Whether it produces audio.</param>
public sealed record ModelDescription(string Name, string Device, string Voice, bool Speaks)
{
    /// <summary>Names a session can ask for; the first is the one it gets otherwise.</summary>
    public IReadOnlyList<string> Voices { get; init; } = [];
}
